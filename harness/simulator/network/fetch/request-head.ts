import { InvalidArgumentError } from './undici-errors.ts';
import type { DispatchOptions } from './dispatch.ts';

export interface RequestHead {
  /** Without the line that tells the body's length. */
  readonly text: string;
  readonly contentLength: number | null;
  readonly closes: boolean;
}

/** The head of a request as undici writes it: host and connection first, names as given. */
export function writeHead(options: DispatchOptions, defaultHost: string): RequestHead {
  let host = defaultHost;
  let contentLength: number | null = null;
  // As undici does it: some servers answer HEAD with a body.
  let closes = options.method === 'HEAD';
  let lines = '';
  for (const [name, value] of pairs(options.headers)) {
    switch (name.toLowerCase()) {
      case 'host':
        host = value;
        break;
      case 'content-length':
        contentLength = Number.parseInt(value, 10);
        break;
      case 'connection':
        closes ||= value.toLowerCase() === 'close';
        break;
      case 'transfer-encoding':
      case 'keep-alive':
      case 'upgrade':
        throw new InvalidArgumentError(`invalid ${name.toLowerCase()} header`);
      case 'expect':
        throw Object.assign(new Error('expect header not supported'), {
          name: 'NotSupportedError',
          code: 'UND_ERR_NOT_SUPPORTED',
        });
      default:
        lines += `${name}: ${value}\r\n`;
    }
  }
  const first = `${options.method} ${options.path} HTTP/1.1\r\nhost: ${host}\r\n`;
  const text = `${first}connection: ${closes ? 'close' : 'keep-alive'}\r\n${lines}`;
  return { text, contentLength, closes };
}

function* pairs(headers: DispatchOptions['headers']): Iterable<readonly [string, string]> {
  if (headers === null || headers === undefined) return;
  if (Array.isArray(headers)) {
    for (let index = 0; index + 1 < headers.length; index += 2) {
      yield [String(headers[index]), String(headers[index + 1])];
    }
    return;
  }
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || value === null) continue;
    for (const one of Array.isArray(value) ? value : [value]) yield [name, String(one)];
  }
}
