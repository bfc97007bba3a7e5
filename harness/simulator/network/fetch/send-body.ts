import type net from 'node:net';
import type { RawBody } from './dispatch.ts';
import type { RequestHead } from './request-head.ts';

const WITH_PAYLOAD: ReadonlySet<string> = new Set([
  'PUT',
  'POST',
  'PATCH',
  'QUERY',
  'PROPFIND',
  'PROPPATCH',
]);

/** Writes head and body. What is known at once leaves in one piece, as most requests do. */
export async function sendRequest(
  socket: net.Socket,
  method: string,
  head: RequestHead,
  body: RawBody,
  readReal: (work: () => Promise<Uint8Array>) => Promise<Uint8Array>,
): Promise<void> {
  if (body instanceof Blob || body instanceof FormData) {
    const told = body instanceof FormData ? withDrawnBoundary(head) : head;
    writeWhole(socket, method, told, await readReal(() => encode(body, told)));
    return;
  }
  if (isStream(body)) {
    await writeStream(socket, head, body);
    return;
  }
  writeWhole(socket, method, head, body === null || body === undefined ? null : bytesOf(body));
}

export const isWhole = (body: RawBody): boolean =>
  !(body instanceof Blob) && !(body instanceof FormData) && !isStream(body);

/** Undici drew it from a stream that no seed decides. */
function withDrawnBoundary(head: RequestHead): RequestHead {
  const drawn = String(Math.floor(Math.random() * 1e11)).padStart(12, '0');
  return { ...head, text: head.text.replace(/(boundary=----formdata-undici-)\d+/, `$1${drawn}`) };
}

/** The boundary of a form is in the head already: encoded again, it would be another. */
async function encode(body: Blob | FormData, head: RequestHead): Promise<Uint8Array> {
  if (body instanceof Blob) return new Uint8Array(await body.arrayBuffer());
  const response = new Response(body);
  const boundary = /boundary=(\S+)/;
  const ours = boundary.exec(response.headers.get('content-type') ?? '')?.[1] ?? '';
  const told = boundary.exec(head.text)?.[1] ?? ours;
  const text = Buffer.from(await response.arrayBuffer()).toString('latin1');
  return Buffer.from(text.replaceAll(ours, told), 'latin1');
}

export function writeWhole(
  socket: net.Socket,
  method: string,
  head: RequestHead,
  body: string | Uint8Array | null,
): void {
  if (body === null || body.length === 0) {
    const length = WITH_PAYLOAD.has(method) ? 'content-length: 0\r\n' : '';
    socket.write(`${head.text}${length}\r\n`, 'latin1');
    return;
  }
  const length = `content-length: ${Buffer.byteLength(body)}\r\n\r\n`;
  socket.cork();
  socket.write(`${head.text}${length}`, 'latin1');
  socket.write(body);
  socket.uncork();
}

async function writeStream(
  socket: net.Socket,
  head: RequestHead,
  body: AsyncIterable<Uint8Array | string>,
): Promise<void> {
  const isChunked = head.contentLength === null;
  const length = isChunked
    ? 'transfer-encoding: chunked\r\n\r\n'
    : `content-length: ${head.contentLength}\r\n\r\n`;
  let before: string | null = `${head.text}${length}`;
  for await (const chunk of body) {
    if (socket.destroyed) return;
    const bytes = Buffer.from(chunk as Uint8Array);
    if (bytes.length === 0) continue;
    socket.cork();
    if (before !== null) socket.write(before, 'latin1');
    before = null;
    if (isChunked) socket.write(`${bytes.length.toString(16)}\r\n`, 'latin1');
    socket.write(bytes);
    if (isChunked) socket.write('\r\n', 'latin1');
    socket.uncork();
  }
  if (before !== null) socket.write(before, 'latin1');
  if (isChunked) socket.write('0\r\n\r\n', 'latin1');
}

const isStream = (body: RawBody): body is AsyncIterable<Uint8Array | string> =>
  typeof body === 'object' && body !== null && Symbol.asyncIterator in body;

function bytesOf(body: string | Uint8Array | ArrayBuffer): string | Uint8Array {
  return body instanceof ArrayBuffer ? new Uint8Array(body) : body;
}
