import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { billDay, billTime, parseWireTime, startOfDay, wireTime } from './beijing-time.ts';
import { CURRENCIES, feeOf, isWeChatCurrency, LARGEST_FEN, returnedFeeOf, yuan } from './money.ts';

describe('money', () => {
  it('is fen of one currency on the wire, and yuan in bills', () => {
    expect(CURRENCIES).toEqual({ CNY: { exponent: 2, stepMinor: 1 } });
    for (const code of ['USD', 'cny', 'HKD', '', 'toString'])
      expect(isWeChatCurrency(code)).toBe(false);
    expect([1, 10, 99, 100, 12_345, -5, 0].map(yuan)).toEqual([
      '0.01',
      '0.10',
      '0.99',
      '1.00',
      '123.45',
      '-0.05',
      '0.00',
    ]);
    expect(() => yuan(0.5)).toThrow(RangeError);
  });

  it('gives back no more of a fee than was taken, in however many parts', () => {
    const anyParts = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(anyParts, (parts) => {
        const total = parts.reduce((sum, part) => sum + part, 0);
        const returned = parts.reduce((sum, part) => sum + returnedFeeOf(part), 0);
        expect(returned).toBeLessThanOrEqual(feeOf(total));
      }),
    );
    expect(feeOf(LARGEST_FEN)).toBe(12_884_902);
    expect(feeOf(1)).toBe(0);
  });
});

describe('time', () => {
  it('is Beijing’s', () => {
    const epochMs = Date.parse('2026-11-23T16:00:01.999Z');
    expect(wireTime(epochMs)).toBe('2026-11-24T00:00:01+08:00');
    expect(billTime(epochMs)).toBe('2026-11-24 00:00:01');
    expect(billDay(epochMs)).toBe('2026-11-24');
    expect(startOfDay('2026-11-24')).toBe(Date.parse('2026-11-23T16:00:00Z'));
  });

  it('is read back from what was written, and nothing else is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (seconds) => {
        expect(parseWireTime(wireTime(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
    for (const text of ['', 'now', '2026-11-24', '20261124150405', '2026-13-01T00:00:00Z'])
      expect(parseWireTime(text)).toBeNull();
    for (const text of ['', '2026-02-30', '2026-1-1', '2026-11-24T00:00:00'])
      expect(startOfDay(text)).toBeNull();
  });
});
