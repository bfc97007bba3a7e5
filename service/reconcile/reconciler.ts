import type { Payments } from '../payments/payments.ts';
import type { Random } from '../../harness/core/random.ts';
import { sleep } from '../resilience/sleep.ts';

export interface Reconciler extends AsyncDisposable {
  /** One round over everything that is open, now. */
  runRound(): Promise<void>;
}

// Enough to work a queue off quickly, few enough to leave room for customers who wait.
const CONCURRENCY = 16;

/**
 * Works on every open payment once an interval, until none is open. Rounds are jittered so that
 * services that were started together do not knock together.
 */
export function startReconciler(
  payments: Payments,
  intervalMs: number,
  random: Random,
  stopped: AbortSignal,
): Reconciler {
  const workThrough = async (ids: readonly string[]): Promise<void> => {
    const queue = [...ids];
    const worker = async (): Promise<void> => {
      for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
        if (stopped.aborted) return;
        await payments.reconcile(id);
      }
    };
    await Promise.all(Array.from({ length: Math.min(CONCURRENCY, queue.length) }, worker));
  };
  const runRound = (): Promise<void> => workThrough(payments.openIds());

  const loop = async (): Promise<void> => {
    while (!stopped.aborted) {
      await sleep(intervalMs * (0.75 + random.next() / 2), stopped);
      if (!stopped.aborted) await runRound();
    }
  };
  const looping = loop();

  return {
    runRound,
    [Symbol.asyncDispose]: async () => {
      await looping;
    },
  };
}
