import { reasonFor } from '../../drill/ending.ts';
import type { SeedOutcome } from '../drill/simulate-once.ts';
import { simulatorError } from '../errors.ts';
import { findDifference } from './first-difference.ts';

/**
 * Plays a seed twice. Where the two differ, the first is a rig error, unless it failed by what its
 * own events prove.
 */
export async function playTwice(
  play: () => Promise<SeedOutcome>,
  stop: AbortSignal,
): Promise<SeedOutcome> {
  const first = await play();
  if (stop.aborted) return first;
  const difference = findDifference(first, await play());
  if (difference === null || stop.aborted) return first;
  const { record } = first;
  const { outcome, reasons } = record.verdict;
  const error = simulatorError('SIMULATOR_NOT_DETERMINISTIC', { seed: record.seed, difference });
  return {
    ...first,
    record: {
      ...record,
      verdict: {
        outcome: outcome === 'failed' ? 'failed' : 'rig-error',
        reasons: [reasonFor(error, 'playing a seed twice'), ...reasons],
      },
    },
  };
}
