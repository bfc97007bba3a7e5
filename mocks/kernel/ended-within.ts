/** Resolves when all work has ended, however it did, or after `ms` of real time. */
export async function endedWithin(ms: number, work: readonly Promise<unknown>[]): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), ms);
  try {
    await Promise.race([Promise.allSettled(work), late]);
  } finally {
    clearTimeout(timer);
  }
}
