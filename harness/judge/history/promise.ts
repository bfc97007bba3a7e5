import type { OrderHistory } from './order-history.ts';
import type { RunContext } from './run-context.ts';

/**
 * Clocks of several processes are compared here, by as much as they may differ on one machine: a
 * promise counts as broken only when it is late beyond doubt.
 */
export const CLOCK_TOLERANCE_MS = 1000;

/**
 * Until when a payment that the customer was last told is pending was promised to be settled; null
 * when the last claim is another. The first promise of the stretch counts, repeating it doesn't
 * renew it. Time under a fault doesn't count: it runs from the end of the faults at the earliest.
 */
export function promisedUntilMs(history: OrderHistory, run: RunContext): number | null {
  let until: number | null = null;
  for (const { event, claim } of history.told) {
    if (claim.status !== 'pending') {
      until = null;
    } else if (until === null) {
      // What only the final reading says was true from the start, unheard.
      const saidT = event.kind === 'final-reading' ? (history.started?.t ?? event.t) : event.t;
      // A target that gives no time is held to its policy's.
      const withinMs =
        claim.promisedWithinMs > 0
          ? claim.promisedWithinMs
          : run.scenario.policy.degradation.promisedWithinMs;
      until = Math.max(saidT, run.faultsEndMs) + withinMs;
    }
  }
  return until;
}

/** True when the customer is told "pending" although the promised time is over beyond doubt. */
export function isPromiseBroken(history: OrderHistory, run: RunContext): boolean {
  const until = promisedUntilMs(history, run);
  return until !== null && (history.reading?.t ?? run.endMs) > until + CLOCK_TOLERANCE_MS;
}
