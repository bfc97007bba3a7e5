/** Resolves after `ms`, or at once when the signal is aborted. Never rejects. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}

/** Resolves when the work ends, however it ends, and after `ms` at the latest. */
export function orAfter(work: Promise<unknown> | undefined, ms: number): Promise<void> {
  return new Promise((resolve) => {
    if (work === undefined || ms <= 0) return resolve();
    const timer = setTimeout(resolve, ms);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    void work.catch(() => undefined).finally(done);
  });
}
