import type { Random } from '../core/random.ts';

/**
 * Picks keys of a table by their relative weights. The order of keys in the table does not matter,
 * so that two files that say the same give the same draws.
 */
export function createWeightedPick<Key extends string>(
  weights: Readonly<Partial<Record<Key, number>>>,
): (random: Random) => Key {
  const entries = (Object.entries(weights) as [Key, number][])
    .filter(([, weight]) => weight > 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
  const last = entries.at(-1);
  if (last === undefined) throw new RangeError('no weight above 0');
  return (random) => {
    let left = random.next() * total;
    for (const [key, weight] of entries) {
      left -= weight;
      if (left < 0) return key;
    }
    return last[0];
  };
}
