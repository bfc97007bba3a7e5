import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFewest } from './fewest.ts';

const ITEMS = Array.from({ length: 40 }, (_, index) => index);

describe('the fewest items that still fail', () => {
  it('are exactly those that failing takes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray(ITEMS, { maxLength: 5 }), async (needed) => {
        const fewest = await findFewest(ITEMS, (kept) =>
          Promise.resolve(needed.every((item) => kept.includes(item))),
        );
        expect(fewest).toEqual(needed);
      }),
    );
  });

  it('fail, and no longer without any one of them, whatever failing takes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 2, max: 5 }), async (salt, modulus) => {
        // Not monotone: half of a failing list may hold while a quarter fails again.
        const fails = (kept: readonly number[]): boolean =>
          kept.length === ITEMS.length ||
          (kept.length > 0 && kept.reduce((sum, item) => sum + item, salt) % modulus === 0);
        const fewest = await findFewest(ITEMS, (kept) => Promise.resolve(fails(kept)));
        expect(fails(fewest)).toBe(true);
        for (const item of fewest.length > 1 ? fewest : []) {
          expect(fails(fewest.filter((other) => other !== item))).toBe(false);
        }
      }),
    );
  });

  it('are found in a few dozen runs among thousands when one is enough', async () => {
    const many = Array.from({ length: 2_750 }, (_, index) => index);
    let runs = 0;
    const fewest = await findFewest(many, (kept) => {
      runs += 1;
      return Promise.resolve(kept.includes(1_234));
    });
    expect(fewest).toEqual([1_234]);
    expect(runs).toBeLessThan(30);
  });
});
