import type { ObjectiveResult } from '../../core/record.ts';
import type { Interval } from '../statistics/interval.ts';
import type { Measurement } from './measure.ts';

/** Met or crossed only where the whole interval says so. */
export function boundOutcome(
  bound: ObjectiveResult['bound'],
  { actual, interval, sampleSize, sampleNeeded }: Measurement,
): ObjectiveResult['outcome'] {
  if (actual === null || sampleSize < sampleNeeded) return 'inconclusive';
  const [low, high]: Interval = interval ?? [actual, actual];
  if ('atLeast' in bound) {
    if (low >= bound.atLeast) return 'met';
    return high < bound.atLeast ? 'crossed' : 'inconclusive';
  }
  if (high <= bound.atMost) return 'met';
  return low > bound.atMost ? 'crossed' : 'inconclusive';
}
