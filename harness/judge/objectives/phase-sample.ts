import type { PaymentFigure } from '../figures/payment-figure.ts';
import type { Phase } from '../../core/phases.ts';
import type { Random } from '../../core/random.ts';

/** The payments of one phase, as an objective measures them. */
export interface PhaseSample {
  readonly phase: Phase;
  readonly payments: readonly PaymentFigure[];
  /** Payments that were offered and never begun. */
  readonly dropped: number;
  readonly endMs: number;
  /** A stream of this objective's own. */
  readonly random: Random;
}

/** About a second each, but never so few that blocks of them could not be drawn. */
export const binCountOf = ({ startMs, endMs }: Phase): number =>
  Math.min(200, Math.max(20, Math.round((endMs - startMs) / 1000)));

/** The bin of time that a moment of the phase falls into. */
export function binAt({ startMs, endMs }: Phase, binCount: number, t: number): number {
  const index = Math.floor(((t - startMs) / (endMs - startMs)) * binCount);
  return Math.min(binCount - 1, Math.max(0, Number.isNaN(index) ? 0 : index));
}

/** Adds up an amount of each payment over the bins of its phase. */
export function sumByBin(
  { phase, payments }: PhaseSample,
  amountOf: (payment: PaymentFigure) => number,
): Float64Array {
  const bins = new Float64Array(binCountOf(phase));
  for (const payment of payments) {
    const bin = binAt(phase, bins.length, payment.intendedT);
    bins[bin] = (bins[bin] ?? 0) + amountOf(payment);
  }
  return bins;
}

/** Spreads dropped payments over the bins, to where the fewest were begun. */
export function addDrops(bins: Float64Array, dropped: number): Float64Array {
  const filled = bins.slice();
  const average = (sum(bins) + dropped) / bins.length;
  const missing = bins.map((count) => Math.max(0, average - count));
  const total = sum(missing);
  if (total === 0) return filled;
  for (let bin = 0; bin < filled.length; bin += 1) {
    filled[bin] = (filled[bin] ?? 0) + (dropped * (missing[bin] ?? 0)) / total;
  }
  return filled;
}

export function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
