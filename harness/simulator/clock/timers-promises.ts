import type { TimerCallback, VirtualTimer } from './virtual-timer.ts';
import type { VirtualImmediate } from './virtual-immediate.ts';

interface TimerOptions {
  readonly signal?: AbortSignal;
  readonly ref?: boolean;
}

interface Waiter {
  unref(): unknown;
  [Symbol.dispose](): void;
}

interface Callbacks {
  setTimeout(callback: TimerCallback, delay?: unknown): VirtualTimer;
  setInterval(callback: TimerCallback, delay?: unknown): VirtualTimer;
  setImmediate(callback: TimerCallback): VirtualImmediate;
  clear(timer: unknown): void;
}

/** node:timers/promises on virtual time. */
export function createPromiseTimers(callbacks: Callbacks) {
  const wait = <Value>(
    start: (resolve: () => void) => Waiter,
    value: Value,
    { signal, ref = true }: TimerOptions,
  ): Promise<Value> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(abortError(signal));
        return;
      }
      const onAbort = (): void => {
        timer[Symbol.dispose]();
        if (signal !== undefined) reject(abortError(signal));
      };
      const timer = start(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve(value);
      });
      if (!ref) timer.unref();
      signal?.addEventListener('abort', onAbort, { once: true });
    });

  const setTimeout = <Value>(delay?: unknown, value?: Value, options: TimerOptions = {}) =>
    wait((done) => callbacks.setTimeout(done, delay), value, options);
  const setImmediate = <Value>(value?: Value, options: TimerOptions = {}) =>
    wait((done) => callbacks.setImmediate(done), value, options);

  async function* setInterval<Value>(
    delay?: unknown,
    value?: Value,
    options: TimerOptions = {},
  ): AsyncGenerator<Value | undefined, void> {
    const { signal, ref = true } = options;
    if (signal !== undefined && isAborted(signal)) throw abortError(signal);
    let due = 0;
    let wake: (() => void) | null = null;
    const timer = callbacks.setInterval(() => {
      due += 1;
      wake?.();
    }, delay);
    if (!ref) timer.unref();
    const onAbort = (): void => {
      timer.close();
      wake?.();
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      for (;;) {
        if (due === 0 && !isAborted(signal)) {
          await new Promise<void>((resolve) => (wake = resolve));
        }
        for (; due > 0; due -= 1) yield value;
        if (signal !== undefined && isAborted(signal)) throw abortError(signal);
      }
    } finally {
      timer.close();
      signal?.removeEventListener('abort', onAbort);
    }
  }

  const scheduler = {
    wait: (delay: number, options: TimerOptions = {}): Promise<undefined> =>
      setTimeout(delay, undefined, options),
    yield: (): Promise<undefined> => setImmediate(undefined),
  };
  return { setTimeout, setImmediate, setInterval, scheduler };
}

// A function, because what the compiler knows of it would be of the past.
const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted === true;

function abortError(signal: AbortSignal): Error {
  const error = new Error('The operation was aborted', { cause: signal.reason });
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' });
}
