import { isGoodput, type PaymentFigure } from '../figures/payment-figure.ts';
import { wilsonInterval } from '../statistics/wilson.ts';
import { FEWEST_PAYMENTS, type Measurement } from './measure.ts';
import type { PhaseSample } from './phase-sample.ts';

/** The trailing window is a tenth of the phase, within these. */
const SHORTEST_WINDOW_MS = 500;
const LONGEST_WINDOW_MS = 5000;

/**
 * Milliseconds from the start of the recovery until goodput over a trailing window is back at the
 * baseline's bound and stays there. What counts is where the first good window begins, not where
 * it ends, so that its width is no part of the answer. A window is below the bound when its 95 %
 * interval is: one unlucky payment does not restart the clock.
 *
 * A phase that ends before it recovered gives its whole length: the least that it can be.
 */
export function measureRecoveryTime(sample: PhaseSample, baselineGoodput: number): Measurement {
  const { startMs, endMs } = sample.phase;
  const wanted = sample.payments
    .filter((payment) => !payment.isScriptedDecline)
    .toSorted((a, b) => a.intendedT - b.intendedT);
  return {
    actual:
      wanted.length === 0 ? null : lastBadT(wanted, startMs, endMs, baselineGoodput) - startMs,
    interval: null,
    sampleSize: wanted.length,
    sampleNeeded: FEWEST_PAYMENTS,
  };
}

/** The end of the trouble: of the last failed payment in the last window below the bound. */
function lastBadT(
  payments: readonly PaymentFigure[],
  startMs: number,
  endMs: number,
  bound: number,
): number {
  const windowMs = Math.min(
    LONGEST_WINDOW_MS,
    Math.max(SHORTEST_WINDOW_MS, (endMs - startMs) / 10),
  );
  let good = 0;
  let offered = 0;
  let last = payments.length - 1;
  // Windows are walked from the end of the phase, each opened by one payment.
  for (let first = payments.length - 1; first >= 0; first -= 1) {
    const opening = payments[first];
    if (opening === undefined) break;
    offered += 1;
    if (isGoodput(opening)) good += 1;
    for (;;) {
      const closing = payments[last];
      if (closing === undefined || closing.intendedT < opening.intendedT + windowMs) break;
      offered -= 1;
      if (isGoodput(closing)) good -= 1;
      last -= 1;
    }
    if (isGoodput(opening)) continue;
    const isBelow = good / offered < bound && wilsonInterval(good, offered)[1] < bound;
    if (!isBelow) continue;
    // The last bad window: the trouble in it ends with its last failed payment. When nothing came
    // after that one, it was not over when the phase ended.
    const lastFailed = payments.findLastIndex(
      (payment, index) => index <= last && !isGoodput(payment),
    );
    return payments[lastFailed + 1]?.intendedT ?? endMs;
  }
  return startMs;
}
