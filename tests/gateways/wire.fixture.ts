import { connect } from 'node:net';

// A client that says exactly the bytes that it was given, whatever they are, and tells what came back.

export interface Sent {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Heard {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A whole request; the connection is used once. */
export function bytesOf({ method, target, headers, body }: Sent): Buffer {
  const all = {
    host: '127.0.0.1',
    connection: 'close',
    ...(body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}

/**
 * Everything that the server says until it closes. Ends its own side after the bytes, so that a
 * request that was cut short is known to be over.
 */
export function converse(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const patience = setTimeout(() => {
      socket.destroy(new Error(`no end after ${PATIENCE_MS} ms: ${String(Buffer.concat(chunks))}`));
    }, PATIENCE_MS);
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', () => socket.end());
    // A server that has answered need not read the rest of what it is sent.
    socket.on('error', (error) => {
      if (!('code' in error)) reject(error);
    });
    socket.on('close', () => {
      clearTimeout(patience);
      resolve(Buffer.concat(chunks).toString());
    });
    socket.end(bytes);
  });
}

const PATIENCE_MS = 20_000;

/** @throws when what was said is not a sequence of whole answers */
export function readAnswers(said: string, isHead = false): readonly Heard[] {
  const answers: Heard[] = [];
  let rest = Buffer.from(said);
  while (rest.length > 0) {
    const end = rest.indexOf('\r\n\r\n');
    const [first = '', ...lines] = rest.subarray(0, Math.max(end, 0)).toString().split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1]);
    if (end === -1 || Number.isNaN(status)) throw new Error(`no HTTP answer: ${String(rest)}`);
    const headers = Object.fromEntries(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    // Of a request that can't be read nobody knows that it was a HEAD.
    const isBodiless = isHead && rest.length === end + 4;
    const length = isBodiless ? 0 : Number(headers['content-length'] ?? 0);
    const body = rest.subarray(end + 4, end + 4 + length);
    if (body.length < length) throw new Error(`half an answer: ${String(rest)}`);
    // 100 is no answer yet.
    if (status !== 100) answers.push({ status, headers, body: body.toString() });
    rest = rest.subarray(end + 4 + length);
  }
  return answers;
}
