import { createRandom, type Random } from '../../harness/core/random.ts';
import { blockLengthOf, drawBins } from '../../harness/judge/statistics/block-bootstrap.ts';

// Two one-sided tests: Schuirmann, "A comparison of the two one-sided tests procedure and the power approach
// for assessing the equivalence of average bioavailability", J. Pharmacokinetics and Biopharmaceutics 15 (1987).
// Two worlds are equivalent when an interval of the difference lies within the margin; not finding a
// difference would prove nothing. Bonferroni over all comparisons keeps the chance of one
// false claim among them at 5 %. The interval is a block bootstrap's over pairs in bins of time,
// because the same order meets the same draws in both worlds and neighbours fail together.

export interface Margin {
  readonly low: number;
  readonly high: number;
}

export interface Equivalence {
  readonly difference: number;
  /** At the level that the number of comparisons asks for. */
  readonly interval: readonly [low: number, high: number];
  readonly isEquivalent: boolean;
}

/** 5 % over 200 comparisons leaves 5 resamples beyond each end. */
const RESAMPLES = 20_000;

/**
 * @param bins how many bins of time there are
 * @param statistic the difference, for bins that count so often each
 * @param comparisons how many are made together
 */
export function testEquivalence(
  bins: number,
  statistic: (weights: ArrayLike<number>) => number,
  margin: Margin,
  comparisons: number,
  random: Random = createRandom(1, 'equivalence'),
): Equivalence {
  const difference = statistic(new Uint16Array(bins).fill(1));
  const weights = new Uint16Array(bins);
  const blockLength = blockLengthOf(bins);
  const drawn = new Float64Array(RESAMPLES);
  for (let round = 0; round < RESAMPLES; round += 1) {
    drawBins(weights, blockLength, random);
    drawn[round] = statistic(weights);
  }
  drawn.sort();
  const beyond = Math.floor((0.05 / comparisons) * RESAMPLES);
  const low = drawn[beyond] ?? difference;
  const high = drawn[RESAMPLES - 1 - beyond] ?? difference;
  const isEquivalent = low > margin.low && high < margin.high;
  return { difference, interval: [low, high], isEquivalent };
}
