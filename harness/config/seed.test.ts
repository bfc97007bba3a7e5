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

  it.each([
    [-1, '-1'],
    [1.5, '1.5'],
    [4_294_967_296, '4294967296'],
    [Number.NaN, 'NaN'],
    ['', '""'],
    [' ', '" "'],
    ['x', '"x"'],
    ['-1', '"-1"'],
    ['1.5', '"1.5"'],
    ['0x10', '"0x10"'],
    ['1e2', '"1e2"'],
    ['4294967296', '"4294967296"'],
  ])('%j is refused', async (given, got) => {
    const refusal = await refusalOf(() => resolveSeed(given));
    expect(refusal.message).toBe(`--seed must be a whole number from 0 to 4294967295, got ${got}`);
  });
});
