import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { assertNever } from '../../harness/core/assert-never.ts';
import type { Answer, Delivery } from './answer.ts';
import type { Clock } from './clock.ts';
import type { HeldRequest } from './held-request.ts';

/** How far a delivery came: the status of a complete answer, else null. */
export type SentStatus = number | null;

/** The last step before an answer leaves. */
export type Seal = (answer: Answer) => Answer;

/** Sends a complete answer; null when nobody is there to take it. */
export function sendWhole(
  response: ServerResponse,
  answer: Answer,
  seal: Seal,
  onSent?: () => void,
): SentStatus {
  if (isGone(response)) return null;
  const sealed = seal(answer);
  // Of bytes as of ASCII: as many bytes as characters.
  const isAscii = writeHead(response, sealed) === sealed.body.length;
  // Latin-1 is copied as it is, where UTF-8 is looked at character by character.
  response.end(sealed.body, isAscii ? 'latin1' : 'utf8', onSent);
  return sealed.status;
}

/** Puts a delivery on the real socket, in the way it breaks clients. */
export async function deliver(
  response: ServerResponse,
  delivery: Delivery,
  seal: Seal,
  clock: Clock,
  held: Pick<HeldRequest, 'gone'>,
): Promise<SentStatus> {
  switch (delivery.kind) {
    case 'whole': {
      const socket = socketOf(response);
      // Ended behind the last byte: the client has its answer, and may be about to ask again.
      const end = delivery.endsConnection === true ? () => socket.end() : undefined;
      return sendWhole(response, delivery.answer, seal, end);
    }
    case 'hang':
      // The connection stays as it is; the client, or the end of the gateway, closes it.
      return null;
    case 'reset':
      socketOf(response).resetAndDestroy();
      return null;
    case 'close':
      socketOf(response).destroy();
      return null;
    case 'cut':
      await cut(response, seal(delivery.answer), delivery.afterBytes);
      if (delivery.staysOpen !== true) socketOf(response).destroy();
      return null;
    case 'dribble':
      return dribble(response, { ...delivery, answer: seal(delivery.answer) }, clock, held.gone);
    default:
      return assertNever(delivery);
  }
}

async function cut(response: ServerResponse, answer: Answer, afterBytes: number): Promise<void> {
  if (isGone(response)) return;
  const body = Buffer.from(answer.body, encodingOf(answer));
  // Never all of it: a whole body would be a whole answer.
  const sentBytes = Math.max(0, Math.min(afterBytes, body.length - 1));
  writeHead(response, answer);
  await write(response, body.subarray(0, sentBytes));
}

async function dribble(
  response: ServerResponse,
  delivery: Extract<Delivery, { kind: 'dribble' }>,
  clock: Clock,
  signal: AbortSignal,
): Promise<SentStatus> {
  const { answer, pauseMs } = delivery;
  const chunkBytes = Math.max(1, Math.floor(delivery.chunkBytes));
  if (isGone(response)) return null;
  const body = Buffer.from(answer.body, encodingOf(answer));
  writeHead(response, answer);
  response.flushHeaders();
  for (let start = 0; start < body.length; start += chunkBytes) {
    const isAwake = await clock.sleep(pauseMs, signal).then(
      () => true,
      () => false,
    );
    if (!isAwake || isGone(response)) {
      response.destroy();
      return null;
    }
    await write(response, body.subarray(start, start + chunkBytes));
  }
  response.end();
  return answer.status;
}

// Resolves when the bytes were handed to the system, or when they never will be.
function write(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    response.once('close', resolve);
    if (bytes.length === 0) {
      response.flushHeaders();
      setImmediate(resolve);
    } else {
      response.write(bytes, () => {
        response.off('close', resolve);
        resolve();
      });
    }
  });
}

/** @returns how many bytes the body has */
function writeHead(response: ServerResponse, answer: Answer): number {
  const bytes = Buffer.byteLength(answer.body, encodingOf(answer));
  response.writeHead(answer.status, { ...answer.headers, 'content-length': bytes });
  return bytes;
}

const encodingOf = ({ isBinary }: Answer): 'latin1' | 'utf8' =>
  isBinary === true ? 'latin1' : 'utf8';

const isGone = (response: ServerResponse): boolean =>
  response.destroyed || socketOf(response).destroyed;

// Requests that come at once are answered one after the other: until its turn comes, an answer has no
// socket of its own, and is buffered by Node.
const socketOf = (response: ServerResponse): Socket => response.socket ?? response.req.socket;
