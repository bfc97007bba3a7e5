import { isGoodput } from '../figures/payment-figure.ts';
import { wilsonInterval } from '../statistics/wilson.ts';
import { FEWEST_PAYMENTS, type Measurement } from './measure.ts';
import { addDrops, sumByBin, type PhaseSample } from './phase-sample.ts';

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
  const offers = collectOffers(sample);
  return {
    actual:
      offers.length === 0 ? null : lastBadT(offers, startMs, endMs, baselineGoodput) - startMs,
    interval: null,
    sampleSize: offers.length,
    sampleNeeded: FEWEST_PAYMENTS,
  };
}

interface Offer {
  readonly t: number;
  readonly isGood: boolean;
}

/** Payments that could have been good, and the dropped ones where they are missing. */
function collectOffers(sample: PhaseSample): readonly Offer[] {
  const offers: Offer[] = [];
  for (const payment of sample.payments) {
    if (payment.isScriptedDecline) continue;
    offers.push({ t: payment.intendedT, isGood: isGoodput(payment) });
  }
  const begun = sumByBin(sample, () => 1);
  const all = addDrops(begun, sample.dropped);
  const { startMs, endMs } = sample.phase;
  const binMs = (endMs - startMs) / begun.length;
  for (let bin = 0; bin < begun.length; bin += 1) {
    const missing = Math.round((all[bin] ?? 0) - (begun[bin] ?? 0));
    for (let drop = 0; drop < missing; drop += 1) {
      offers.push({ t: startMs + (bin + (drop + 0.5) / missing) * binMs, isGood: false });
    }
  }
  return offers.sort((a, b) => a.t - b.t);
}

/** The end of the trouble: of the last failed payment in the last window below the bound. */
function lastBadT(offers: readonly Offer[], startMs: number, endMs: number, bound: number): number {
  const windowMs = Math.min(
    LONGEST_WINDOW_MS,
    Math.max(SHORTEST_WINDOW_MS, (endMs - startMs) / 10),
  );
  let good = 0;
  let offered = 0;
  let last = offers.length - 1;
  // Windows are walked from the end of the phase, each opened by one payment.
  for (let first = offers.length - 1; first >= 0; first -= 1) {
    const opening = offers[first];
    if (opening === undefined) break;
    offered += 1;
    if (opening.isGood) good += 1;
    for (;;) {
      const closing = offers[last];
      if (closing === undefined || closing.t < opening.t + windowMs) break;
      offered -= 1;
      if (closing.isGood) good -= 1;
      last -= 1;
    }
    if (opening.isGood) continue;
    const isBelow = good / offered < bound && wilsonInterval(good, offered)[1] < bound;
    if (!isBelow) continue;
    // The last bad window: the trouble in it ends with its last failed payment. When nothing came
    // after that one, it was not over when the phase ended.
    const lastFailed = offers.findLastIndex(({ isGood }, index) => index <= last && !isGood);
    return offers[lastFailed + 1]?.t ?? endMs;
  }
  return startMs;
}
