import { setTimeout as sleep } from 'node:timers/promises';
import type { Wait } from './process-spec.ts';

/**
 * Waits for a promise, at most until the deadline; `undefined` when that came first. Rejects with
 * the signal's reason when it is aborted.
 */
export async function within<Value>(
  promise: Promise<Value>,
  { deadlineMs, signal }: Wait,
): Promise<Value | undefined> {
  signal?.throwIfAborted();
  const { promise: first, resolve, reject } = Promise.withResolvers<Value | undefined>();
  const timer = setTimeout(() => resolve(undefined), deadlineMs);
  const onAbort = (): void => reject(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  promise.then(resolve, reject);
  try {
    return await first;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

/**
 * Asks again and again until there is a value; `undefined` when the deadline came first. Rejects with
 * the signal's reason when it is aborted.
 */
export async function poll<Value>(
  ask: () => Promise<Value | undefined> | Value | undefined,
  { deadlineMs, signal }: Wait,
  everyMs = 20,
): Promise<Value | undefined> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    signal?.throwIfAborted();
    const value = await ask();
    if (value !== undefined) return value;
    if (performance.now() >= end) return undefined;
    // Aborted, it rejects with an error of its own; the reason is thrown above.
    await sleep(everyMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  }
}
