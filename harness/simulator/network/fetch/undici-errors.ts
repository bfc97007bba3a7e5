// The errors that undici gives as the cause of `fetch failed` and `terminated`: its names, codes
// and words, since callers decide by them. Node does not export the classes.

export class SocketError extends Error {
  override readonly name = 'SocketError';
  readonly code = 'UND_ERR_SOCKET';
  readonly socket: object;

  constructor(message: string, socket: object) {
    super(message);
    this.socket = socket;
  }
}

export class HeadersTimeoutError extends Error {
  override readonly name = 'HeadersTimeoutError';
  readonly code = 'UND_ERR_HEADERS_TIMEOUT';

  constructor() {
    super('Headers Timeout Error');
  }
}

export class BodyTimeoutError extends Error {
  override readonly name = 'BodyTimeoutError';
  readonly code = 'UND_ERR_BODY_TIMEOUT';

  constructor() {
    super('Body Timeout Error');
  }
}

export class ConnectTimeoutError extends Error {
  override readonly name = 'ConnectTimeoutError';
  readonly code = 'UND_ERR_CONNECT_TIMEOUT';

  constructor(host: string, port: number, timeoutMs: number) {
    super(`Connect Timeout Error (attempted address: ${host}:${port}, timeout: ${timeoutMs}ms)`);
  }
}

export class InformationalError extends Error {
  override readonly name = 'InformationalError';
  readonly code = 'UND_ERR_INFO';
}

export class InvalidArgumentError extends Error {
  override readonly name = 'InvalidArgumentError';
  readonly code = 'UND_ERR_INVALID_ARG';
}

export class HTTPParserError extends Error {
  override readonly name = 'HTTPParserError';

  constructor(reason: string) {
    super(`Response does not match the HTTP/1.1 protocol (${reason})`);
  }
}
