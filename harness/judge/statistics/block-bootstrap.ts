import type { Random } from '../../core/random.ts';
import type { Interval } from './interval.ts';
import { rankOf } from './quantile.ts';

// Payments that begin within the same second fail together, so they are no independent sample.
// The block bootstrap draws whole stretches of time instead of single payments: H. R. Künsch, "The
// Jackknife and the Bootstrap for General Stationary Observations", Annals of Statistics 17 (1989).
// The blocks lie on a circle (Politis & Romano, "A Circular Block-Resampling Procedure for
// Stationary Data", 1992): plain moving blocks draw the ends of a phase too seldom, and the start
// of a fault is exactly where payments fail.

export const RESAMPLES = 1000;

/** Cube root of the number of bins: Hall, Horowitz & Jing, Biometrika 82 (1995). */
export const blockLengthOf = (bins: number): number => Math.max(1, Math.ceil(Math.cbrt(bins)));

/** Draws one resample: how often each bin is in it. The counts sum to the number of bins. */
export function drawBins(weights: Uint16Array, blockLength: number, random: Random): void {
  const bins = weights.length;
  weights.fill(0);
  for (let drawn = 0; drawn < bins; drawn += blockLength) {
    const start = Math.floor(random.next() * bins);
    const length = Math.min(blockLength, bins - drawn);
    for (let offset = 0; offset < length; offset += 1) {
      const bin = (start + offset) % bins;
      weights[bin] = (weights[bin] ?? 0) + 1;
    }
  }
}

/**
 * The 95 % percentile interval of a ratio of two sums over bins of time; null when no resample has
 * anything below the line.
 */
export function bootstrapRatio(
  above: Float64Array,
  below: Float64Array,
  random: Random,
): Interval | null {
  const weights = new Uint16Array(below.length);
  const blockLength = blockLengthOf(below.length);
  const ratios: number[] = [];
  for (let round = 0; round < RESAMPLES; round += 1) {
    drawBins(weights, blockLength, random);
    let aboveSum = 0;
    let belowSum = 0;
    for (let bin = 0; bin < weights.length; bin += 1) {
      const weight = weights[bin] ?? 0;
      aboveSum += weight * (above[bin] ?? 0);
      belowSum += weight * (below[bin] ?? 0);
    }
    if (belowSum > 0) ratios.push(aboveSum / belowSum);
  }
  return percentileInterval(ratios);
}

/** The middle 95 % of the values of a statistic over resamples. */
export function percentileInterval(values: readonly number[]): Interval | null {
  const sorted = Float64Array.from(values).sort();
  const low = sorted[rankOf(0.025, sorted.length) - 1];
  const high = sorted[rankOf(0.975, sorted.length) - 1];
  return low === undefined || high === undefined ? null : [low, high];
}
