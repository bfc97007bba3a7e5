import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSmallest } from './smallest.ts';

const units = [1_000, 100, 10, 1];
const find = (value: number, threshold: number, lowest = 0): Promise<number> =>
  findSmallest({ value, lowest, units }, (tried) => Promise.resolve(tried >= threshold));

describe('the smallest number that still fails', () => {
  it('still fails, and not one unit lower', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60_000 }),
        fc.nat(60_000),
        async (value, below) => {
          const threshold = Math.max(1, value - below);
          const found = await find(value, threshold);
          expect(found).toBeGreaterThanOrEqual(threshold);
          const unit = units.find((each) => found % each === 0) ?? 1;
          expect(found - unit).toBeLessThan(threshold);
        },
      ),
    );
  });

  it.each([
    [4_000, 1_850, 2_000],
    [4_000, 0, 0],
    [3_871, 3_860, 4_000],
    [5_000, 40, 40],
    [500, 480, 500],
    [7, 7, 7],
  ])('is round where it can be: of %i, failing from %i on, %i', async (value, from, found) => {
    expect(await find(value, from)).toBe(found);
  });
});
