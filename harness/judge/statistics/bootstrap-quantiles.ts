import type { Random } from '../../core/random.ts';
import { blockLengthOf, drawBins, percentileInterval, RESAMPLES } from './block-bootstrap.ts';
import type { Interval } from './interval.ts';
import { rankOf } from './quantile.ts';

/** Observations in ascending order, each with the bin of time that it belongs to. */
export interface BinnedSample {
  readonly values: Float64Array;
  readonly bins: Uint16Array;
  readonly binCount: number;
}

/**
 * 95 % intervals of quantiles by the circular block bootstrap. A resample is only a weight for each
 * bin, so a quantile is one walk over the observations, which are sorted once for all resamples.
 */
export function bootstrapQuantiles(
  sample: BinnedSample,
  ratios: readonly number[],
  random: Random,
): readonly (Interval | null)[] {
  const weights = new Uint16Array(sample.binCount);
  const blockLength = blockLengthOf(sample.binCount);
  const perBin = countPerBin(sample);
  const drawn: number[][] = ratios.map(() => []);
  for (let round = 0; round < RESAMPLES; round += 1) {
    drawBins(weights, blockLength, random);
    let total = 0;
    for (let bin = 0; bin < weights.length; bin += 1) {
      total += (weights[bin] ?? 0) * (perBin[bin] ?? 0);
    }
    if (total === 0) continue;
    for (const [index, ratio] of ratios.entries()) {
      drawn[index]?.push(weightedValue(sample, weights, total, rankOf(ratio, total)));
    }
  }
  return drawn.map(percentileInterval);
}

function countPerBin({ bins, binCount }: BinnedSample): Uint32Array {
  const counts = new Uint32Array(binCount);
  for (const bin of bins) counts[bin] = (counts[bin] ?? 0) + 1;
  return counts;
}

/** The value of that rank, walked to from the nearer end. */
function weightedValue(
  { values, bins }: BinnedSample,
  weights: Uint16Array,
  total: number,
  rank: number,
): number {
  if (rank * 2 <= total) {
    let seen = 0;
    let index = -1;
    while (seen < rank) {
      index += 1;
      seen += weights[bins[index] ?? 0] ?? 0;
    }
    return values[index] ?? 0;
  }
  let left = total;
  let index = values.length;
  while (left >= rank) {
    index -= 1;
    left -= weights[bins[index] ?? 0] ?? 0;
  }
  return values[index] ?? 0;
}
