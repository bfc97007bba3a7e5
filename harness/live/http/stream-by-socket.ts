import { connect, type Socket } from 'node:net';
import type { Answered, Body, RequestToSend } from '../../drill/serving/send-request.ts';
import { framingOf, type BodyFraming } from './body-framing.ts';

const BUFFER_BYTES = 64 * 1024;
const MOST_HEAD_BYTES = 16 * 1024;
const HEAD_END = '\r\n\r\n';

/**
 * Asks with GET for a body of any size, which is read into one buffer: what `take` gets is overwritten
 * when it returns. node:http allocates every piece anew, twice. Of the hundred megabytes that the
 * events of a large run are, those pieces left up to 50 MB behind on a busy machine, where what frees
 * them comes late.
 */
export async function streamBySocket(
  url: string,
  { headers = {}, signal }: Pick<RequestToSend, 'headers' | 'signal'>,
): Promise<Answered> {
  signal.throwIfAborted();
  const stream = createStream(new URL(url), headers, signal);
  const { status, framing, rest } = await stream.head;
  return {
    status,
    isOk: status >= 200 && status < 300,
    body: (take) => stream.read(framing, rest, take),
  };
}

interface Head {
  readonly status: number;
  readonly framing: BodyFraming;
  /** The first bytes of the body, that came with the head. */
  readonly rest: Uint8Array;
}

interface Stream {
  readonly head: Promise<Head>;
  read(framing: BodyFraming, rest: Uint8Array, take: Parameters<Body>[0]): Promise<void>;
}

function createStream(
  url: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Stream {
  const head = Promise.withResolvers<Head>();
  const whole = Promise.withResolvers<void>();
  // Whoever only wants the head hears of it there.
  whole.promise.catch(() => undefined);
  let headBytes = Buffer.alloc(0);
  // 1. Bytes are of the head until that is whole. 2. Then nothing is read until somebody wants the
  // body. 3. Then bytes are of the body.
  let feedBody: ((bytes: Uint8Array) => boolean) | null = null;

  const feedHead = (bytes: Uint8Array): boolean => {
    headBytes = Buffer.concat([headBytes, bytes]);
    const parsed = parseHead(headBytes);
    if (parsed === null) return true;
    head.resolve(parsed);
    return false;
  };
  const socket = connect({
    // An IPv6 address stands in brackets there.
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || 80),
    onread: {
      buffer: Buffer.alloc(BUFFER_BYTES),
      callback: (length, buffer) => {
        const bytes = buffer.subarray(0, length);
        try {
          return feedBody === null ? feedHead(bytes) : feedBody(bytes);
        } catch (error) {
          fail(error);
          return false;
        }
      },
    },
  });
  const fail = (error: unknown): void => {
    head.reject(error);
    whole.reject(error);
    socket.destroy();
  };
  const onAbort = (): void => fail(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  socket.on('error', fail);
  socket.on('close', () => {
    signal.removeEventListener('abort', onAbort);
    fail(new Error('the connection was closed before the answer was whole'));
  });
  socket.write(headOf(url, headers));

  return {
    head: head.promise,
    read: (framing, rest, take) => {
      feedBody = (bytes) => {
        if (!framing.feed(bytes, take)) return true;
        whole.resolve();
        socket.destroy();
        return false;
      };
      if (framing.endsWithConnection) socket.on('end', () => whole.resolve());
      try {
        if (feedBody(rest)) resume(socket);
      } catch (error) {
        fail(error);
      }
      return whole.promise;
    },
  };
}

/** After a callback that returned false, and also where none did. */
const resume = (socket: Socket): void => void socket.resume();

const headOf = ({ pathname, search, host }: URL, headers: Readonly<Record<string, string>>) =>
  [
    `GET ${pathname}${search} HTTP/1.1`,
    `host: ${host}`,
    'connection: close',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ].join('\r\n') + HEAD_END;

/** Null while it is not whole. */
function parseHead(bytes: Buffer): Head | null {
  const end = bytes.indexOf(HEAD_END);
  if (end === -1) {
    if (bytes.length > MOST_HEAD_BYTES) throw new TypeError('an answer whose head has no end');
    return null;
  }
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1] ?? Number.NaN);
  if (Number.isNaN(status)) throw new TypeError(`no answer of HTTP: "${first.slice(0, 80)}"`);
  const rest = bytes.subarray(end + HEAD_END.length);
  // Not the answer yet (100 to 199).
  if (status < 200) return parseHead(rest);
  const headers = new Map(
    lines.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  return { status, framing: framingOf(status, headers), rest };
}
