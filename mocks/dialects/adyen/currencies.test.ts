import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURRENCY_EXPONENTS } from '../../../harness/core/money.ts';
import { asDecimal, CURRENCIES, fromWire, isSupported, toWire } from './currencies.ts';

const minorOf = (value: number, currency: string) =>
  fromWire({ value, currency })?.amountMinor ?? null;

describe('money on the wire', () => {
  it('is in minor units, which are those of ISO for most currencies', () => {
    expect(minorOf(1234, 'EUR')).toBe(1234);
    expect(minorOf(1234, 'JPY')).toBe(1234);
    expect(minorOf(1234, 'KWD')).toBe(1234);
  });

  it('has decimals of its own for CLP, CVE, IDR and ISK', () => {
    expect(minorOf(150_000, 'CLP')).toBe(1500);
    expect(minorOf(150_000, 'ISK')).toBe(1500);
    expect(minorOf(1500, 'IDR')).toBe(150_000);
    expect(minorOf(1500, 'CVE')).toBe(150_000);
    expect(toWire(1500, 'CLP')).toEqual({ value: 150_000, currency: 'CLP' });
    expect(toWire(150_000, 'IDR')).toEqual({ value: 1500, currency: 'IDR' });
  });

  it('is refused where no whole minor unit stands for it', () => {
    expect(minorOf(150_001, 'CLP')).toBeNull();
    expect(minorOf(Number.MAX_SAFE_INTEGER, 'IDR')).toBeNull();
    expect(() => toWire(150_001, 'IDR')).toThrow(RangeError);
    expect(() => toWire(1, 'XXX')).toThrow(RangeError);
  });

  it('has the decimals of ISO for all that the harness pays in, but for those four', () => {
    for (const [code, exponent] of Object.entries(CURRENCY_EXPONENTS)) {
      const row = CURRENCIES.find((currency) => currency.code === code);
      expect([code, row?.wireDecimals]).toEqual([code, code === 'ISK' ? 2 : exponent]);
    }
    for (const code of ['XXX', 'eur', '', 'toString', 'BTC']) expect(isSupported(code)).toBe(false);
    expect(new Set(CURRENCIES.map(({ code }) => code)).size).toBe(CURRENCIES.length);
  });

  it('is written in reports as a decimal number', () => {
    expect(asDecimal(5, 'EUR')).toBe('0.05');
    expect(asDecimal(-123_456, 'EUR')).toBe('-1234.56');
    expect(asDecimal(1500, 'JPY')).toBe('1500');
    expect(asDecimal(1, 'KWD')).toBe('0.001');
  });

  it('reads back every amount that it writes', () => {
    const anyAmount = fc.record({
      code: fc.constantFrom(...CURRENCIES.map(({ code }) => code)),
      value: fc.integer({ min: 0, max: 10 ** 11 }).map((value) => value * 100),
    });
    fc.assert(
      fc.property(anyAmount, ({ code, value }) => {
        const amount = fromWire({ value, currency: code });
        expect(toWire(amount?.amountMinor ?? -1, code)).toEqual({ value, currency: code });
      }),
    );
  });
});
