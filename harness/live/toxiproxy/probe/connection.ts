import { connect, type Socket } from 'node:net';
import { within } from '../../processes/index.ts';

// A raw HTTP/1.1 client for probes: it sees what fetch hides, such as how many bytes came in how
// many pieces, how a connection ended and how long after the answer.

/** How an exchange went. `ms` counts from the first byte that was sent. */
export type Observation =
  | { readonly kind: 'answered'; readonly ms: number; readonly status: number }
  /** Nobody listens. */
  | { readonly kind: 'refused' }
  /** RST. */
  | { readonly kind: 'reset'; readonly ms: number }
  /** Closed without a whole answer. */
  | { readonly kind: 'cut'; readonly ms: number }
  | { readonly kind: 'silent'; readonly ms: number };

export interface ProbeRequest {
  readonly path: string;
  /** Extra bytes in a header, so that a request is worth timing. Servers take up to 16 KB. */
  readonly paddingBytes?: number;
  readonly closeAfterwards?: boolean;
  readonly deadlineMs: number;
}

export interface ProbeConnection extends Disposable {
  ask(request: ProbeRequest): Promise<Observation>;
  /** Milliseconds from the last answer until the other side closes; null when it does not. */
  untilClosed(deadlineMs: number): Promise<number | null>;
  /** Since the connection was opened. */
  sentBytes(): number;
  receivedBytes(): number;
  /** How many pieces the bytes came in. */
  pieces(): number;
}

export function openProbeConnection(url: string): ProbeConnection {
  const { hostname, port, host } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  const ending = Promise.withResolvers<'refused' | 'reset' | 'cut'>();
  const closed = Promise.withResolvers<number>();
  let body = Buffer.alloc(0);
  let received = 0;
  let pieces = 0;
  let answeredAt = 0;
  let onPiece = (): void => undefined;

  socket.on('data', (piece) => {
    received += piece.length;
    pieces += 1;
    body = Buffer.concat([body, piece]);
    onPiece();
  });
  socket.on('error', (error) => {
    const code = 'code' in error ? error.code : '';
    ending.resolve(code === 'ECONNREFUSED' ? 'refused' : 'reset');
    closed.resolve(performance.now());
  });
  const end = (): void => {
    ending.resolve('cut');
    closed.resolve(performance.now());
  };
  socket.on('end', end);
  socket.on('close', end);

  return {
    ask: async (request) => {
      body = Buffer.alloc(0);
      const startedAt = performance.now();
      const since = (): number => performance.now() - startedAt;
      const answered = new Promise<Observation>((resolve) => {
        onPiece = () => {
          const status = statusOfWhole(body);
          if (status === null) return;
          answeredAt = performance.now();
          resolve({ kind: 'answered', ms: since(), status });
        };
      });
      send(socket, host, request);
      const ended = ending.promise.then((kind): Observation =>
        kind === 'refused' ? { kind } : { kind, ms: since() },
      );
      const seen = await within(Promise.race([answered, ended]), request);
      return seen ?? { kind: 'silent', ms: since() };
    },
    untilClosed: async (deadlineMs) => {
      const at = await within(closed.promise, { deadlineMs });
      return at === undefined ? null : at - answeredAt;
    },
    sentBytes: () => socket.bytesWritten,
    receivedBytes: () => received,
    pieces: () => pieces,
    [Symbol.dispose]: () => void socket.destroy(),
  };
}

function send(socket: Socket, host: string, request: ProbeRequest): void {
  const { path, paddingBytes = 0, closeAfterwards = false } = request;
  const lines = [
    `GET ${path} HTTP/1.1`,
    `host: ${host}`,
    'user-agent: paydrill-probe',
    `connection: ${closeAfterwards ? 'close' : 'keep-alive'}`,
    ...(paddingBytes > 0 ? [`paydrill-padding: ${'x'.repeat(paddingBytes)}`] : []),
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
}

/** The status of an answer that is there in full; null while some of it is missing. */
export function statusOfWhole(bytes: Buffer): number | null {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const head = bytes.subarray(0, headEnd).toString('latin1');
  const status = Number(/^HTTP\/1\.\d (\d{3})/.exec(head)?.[1] ?? Number.NaN);
  if (Number.isNaN(status)) return null;
  const body = bytes.subarray(headEnd + 4);
  if (/^transfer-encoding:\s*chunked/im.test(head)) {
    return body.toString('latin1').endsWith('0\r\n\r\n') ? status : null;
  }
  const length = Number(/^content-length:\s*(\d+)/im.exec(head)?.[1] ?? 0);
  return body.length >= length ? status : null;
}
