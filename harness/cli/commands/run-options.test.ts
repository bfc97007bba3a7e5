import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../config/index.ts';
import { numberOf } from './run-options.ts';

describe('a number on the command line', () => {
  it.each([
    ['7', 7],
    [' 0.5 ', 0.5],
    ['-3', -3],
    ['.5', 0.5],
    ['1e2', 100],
  ])('is read from "%s"', (text, number) => {
    expect(numberOf(text)).toBe(number);
  });

  it('may be left out', () => {
    expect(numberOf(undefined)).toBeUndefined();
  });

  it.each(['abc', '', ' ', '0x10', '5 a second'])('is refused as it was given: "%s"', (got) => {
    const ratePerSecond = numberOf(got) ?? Number.NaN;
    return expect(loadScenario('provider-outage', { ratePerSecond })).rejects.toThrow(
      `--rate must be a number from 0.1 to 5000, got "${got}"`,
    );
  });

  it('is refused with its bounds', () => {
    const scale = numberOf('1000') ?? Number.NaN;
    return expect(loadScenario('provider-outage', { scale })).rejects.toThrow(
      '--scale must be a number from 0.01 to 100, got 1000',
    );
  });
});
