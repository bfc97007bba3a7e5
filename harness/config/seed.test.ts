import { describe, expect, it } from 'vitest';
import { refusalOf } from './refusal.fixture.ts';
import { resolveSeed } from './seed.ts';

describe('the seed', () => {
  it.each([
    [0, 0],
    ['42', 42],
    ['4294967295', 4_294_967_295],
  ])('%j is taken', (given, seed) => {
    expect(resolveSeed(given)).toBe(seed);
  });

  it('is drawn when none is given', () => {
    const drawn = new Set(Array.from({ length: 20 }, () => resolveSeed()));
    expect(drawn.size).toBeGreaterThan(1);
  });

  it.each([-1, 1.5, '', 'x', 4_294_967_296, Number.NaN])('%j is refused', async (given) => {
    const refusal = await refusalOf(() => resolveSeed(given));
    expect(refusal.message).toMatch(/--seed must be a whole number from 0 to 4294967295/);
  });
});
