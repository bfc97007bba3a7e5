import { describe, expect, it } from 'vitest';
import { createRandom } from '../../harness/core/random.ts';
import { testEquivalence } from './equivalence.ts';

const MARGIN = { low: -0.05, high: 0.05 };
const BINS = 60;

/** The mean over bins of what differs between the two worlds. */
const meanOf =
  (differences: readonly number[]) =>
  (weights: ArrayLike<number>): number =>
    differences.reduce((sum, value, bin) => sum + value * (weights[bin] ?? 0), 0) / BINS;

const noise = (seed: number, spread: number, shift: number): readonly number[] => {
  const random = createRandom(seed, 'noise');
  return Array.from({ length: BINS }, () => shift + (random.next() * 2 - 1) * spread);
};

describe('two worlds', () => {
  it('are equivalent when they never differ', () => {
    const test = testEquivalence(BINS, () => 0, MARGIN, 192);
    expect(test).toEqual({ difference: 0, interval: [0, 0], isEquivalent: true });
  });

  it('are equivalent when what differs is noise well within the margin', () => {
    expect(testEquivalence(BINS, meanOf(noise(1, 0.05, 0)), MARGIN, 192).isEquivalent).toBe(true);
  });

  it('are not when they differ by more than the margin', () => {
    expect(testEquivalence(BINS, meanOf(noise(1, 0.05, 0.08)), MARGIN, 192).isEquivalent).toBe(
      false,
    );
  });

  it('are not when the noise is too large to tell', () => {
    expect(testEquivalence(BINS, meanOf(noise(2, 0.8, 0)), MARGIN, 192).isEquivalent).toBe(false);
  });

  it('are found equivalent less easily the more is compared', () => {
    const width = (comparisons: number): number => {
      const [low, high] = testEquivalence(
        BINS,
        meanOf(noise(3, 0.3, 0)),
        MARGIN,
        comparisons,
      ).interval;
      return high - low;
    };
    expect(width(200)).toBeGreaterThan(1.3 * width(1));
  });

  it('that differ by twice the margin are hardly ever taken for equivalent', () => {
    const seeds = Array.from({ length: 20 }, (_, seed) => seed);
    const wrong = seeds.filter(
      (seed) => testEquivalence(BINS, meanOf(noise(seed, 0.2, 0.1)), MARGIN, 1).isEquivalent,
    );
    expect(wrong).toEqual([]);
  });
});
