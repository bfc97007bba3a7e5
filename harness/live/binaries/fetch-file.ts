import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

export interface FetchLimits {
  /** Until the answer begins: what makes a machine without a network fail fast. */
  readonly answerMs: number;
  /** Between two pieces of the answer. */
  readonly idleMs: number;
}

export const FETCH_LIMITS: FetchLimits = { answerMs: 8_000, idleMs: 20_000 };

export interface FetchOptions {
  readonly limits: FetchLimits;
  readonly signal?: AbortSignal | undefined;
  readonly onBytes?: (received: number, expected: number | null) => void;
}

/** A small text file. */
export async function fetchText(url: string, options: FetchOptions): Promise<string> {
  const parts: Uint8Array[] = [];
  await pieces(url, options, async (piece) => void parts.push(piece));
  return Buffer.concat(parts).toString('utf8');
}

/** Writes a file and gives the SHA-256 of what was received. */
export async function fetchFile(
  url: string,
  path: string,
  options: FetchOptions,
): Promise<{ readonly sha256: string }> {
  const hash = createHash('sha256');
  const file = createWriteStream(path);
  const failed = once(file, 'error').then(([error]: unknown[]) => {
    throw error;
  });
  failed.catch(() => undefined);
  try {
    await pieces(url, options, async (piece) => {
      hash.update(piece);
      if (!file.write(piece)) await Promise.race([once(file, 'drain'), failed]);
    });
  } finally {
    file.end();
  }
  await Promise.race([once(file, 'close'), failed]);
  return { sha256: hash.digest('hex') };
}

async function pieces(
  url: string,
  { limits, signal, onBytes }: FetchOptions,
  take: (piece: Uint8Array) => Promise<void>,
): Promise<void> {
  const silence = new AbortController();
  const all = signal === undefined ? silence.signal : AbortSignal.any([signal, silence.signal]);
  const giveUp = (ms: number, what: string) =>
    setTimeout(() => silence.abort(new Error(`${what} within ${ms} ms`)), ms);
  let timer = giveUp(limits.answerMs, 'no answer');
  try {
    // Compressed on the way, its length could not be compared with what arrives.
    const headers = { 'accept-encoding': 'identity' };
    const answer = await fetch(url, { signal: all, headers });
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`.trim());
    const length = answer.headers.get('content-length');
    const expected = length === null ? null : Number(length);
    let received = 0;
    const body: AsyncIterable<Uint8Array> | null = answer.body;
    if (body === null) throw new Error('an answer without a body');
    for await (const piece of body) {
      clearTimeout(timer);
      timer = giveUp(limits.idleMs, 'nothing more');
      received += piece.length;
      await take(piece);
      onBytes?.(received, expected);
    }
    if (expected !== null && received < expected) {
      throw new Error(`cut after ${received} of ${expected} bytes`);
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw new Error(`${url}: ${reasonOf(silence.signal.aborted ? silence.signal.reason : error)}`, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
}

/** `fetch failed` alone says nothing: its cause does. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error.cause instanceof Error)) return error.message;
  return `${error.message} (${error.cause.message})`;
}
