import type { RunEvent } from '../../core/events.ts';
import type { SeedOutcome } from '../drill/simulate-once.ts';

/**
 * Where two runs of one seed part, in one sentence; null when they are the same. Events come first:
 * they tell more than a hash does.
 */
export function findDifference(first: SeedOutcome, second: SeedOutcome): string | null {
  const one = first.events ?? [];
  const other = second.events ?? [];
  const length = Math.max(one.length, other.length);
  for (let index = 0; index < length; index += 1) {
    const [before, after] = [textOf(one[index]), textOf(other[index])];
    if (before !== after) return `event ${index} was ${before}, the second time ${after}`;
  }
  if (first.hash === second.hash) return null;
  return `all ${length} events are equal, but the hash of the world was ${first.hash}, the second time ${second.hash}`;
}

const textOf = (event: RunEvent | undefined): string =>
  event === undefined ? 'nothing' : JSON.stringify(event);
