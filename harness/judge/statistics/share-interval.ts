import type { Random } from '../../core/random.ts';
import { bootstrapRatio } from './block-bootstrap.ts';
import { hull, type Interval } from './interval.ts';
import { ruleOfThree } from './rule-of-three.ts';
import { wilsonInterval } from './wilson.ts';

/**
 * The 95 % interval of a share whose trials fall into bins of time and fail together within them.
 *
 * The bootstrap widens with clumps, but says [1, 1] when nothing failed; the intervals for
 * independent trials know better there. Trials that hang together say less than independent ones,
 * never more, so the honest interval holds both.
 */
export function shareInterval(
  hits: Float64Array,
  trials: Float64Array,
  random: Random,
): Interval | null {
  const hitCount = sum(hits);
  const trialCount = sum(trials);
  if (trialCount === 0) return null;
  const clumped = bootstrapRatio(hits, trials, random);
  const independent = independentInterval(hitCount, trialCount);
  return clumped === null ? independent : hull(clumped, independent);
}

function independentInterval(hits: number, trials: number): Interval {
  if (hits === trials) return [1 - ruleOfThree(trials), 1];
  if (hits === 0) return [0, ruleOfThree(trials)];
  return wilsonInterval(hits, trials);
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
