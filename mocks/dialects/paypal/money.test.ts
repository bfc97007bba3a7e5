import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isPayPalCurrency,
  parseWireValue,
  PAYPAL_CURRENCIES,
  toWire,
  wireStep,
  type PayPalCurrency,
} from './money.ts';

const minorOf = (text: string, currency: PayPalCurrency): number | string => {
  const parsed = parseWireValue(text, currency);
  return parsed.kind === 'amount' ? parsed.amount.amountMinor : parsed.problem;
};

describe('money on the wire', () => {
  it('reads decimal strings as ISO minor units', () => {
    expect(minorOf('12.34', 'EUR')).toBe(1234);
    expect(minorOf('12.3', 'USD')).toBe(1230);
    expect(minorOf('12', 'USD')).toBe(1200);
    expect(minorOf('.05', 'USD')).toBe(5);
    expect(minorOf('1200', 'JPY')).toBe(1200);
  });

  it('writes HUF and TWD without decimals although ISO gives them two', () => {
    expect(minorOf('1500', 'HUF')).toBe(150_000);
    expect(toWire(150_000, 'HUF')).toEqual({ currency_code: 'HUF', value: '1500' });
    expect(toWire(30_000, 'TWD').value).toBe('300');
    expect(() => toWire(150_001, 'HUF')).toThrow(RangeError);
  });

  it('names a bad value by the issue that PayPal documents', () => {
    expect(minorOf('15.00', 'JPY')).toBe('DECIMALS_NOT_SUPPORTED');
    expect(minorOf('1.234', 'USD')).toBe('DECIMAL_PRECISION');
    expect(minorOf('0.00', 'USD')).toBe('CANNOT_BE_ZERO_OR_NEGATIVE');
    expect(minorOf('-1.00', 'USD')).toBe('CANNOT_BE_ZERO_OR_NEGATIVE');
    expect(minorOf('999999999999999.99', 'USD')).toBe('MAX_VALUE_EXCEEDED');
    for (const text of ['', '.', 'abc', '1,00', '1e3', ' 1.00', '1.', '+1', '0x10', '1'.repeat(33)])
      expect(minorOf(text, 'USD')).toBe('INVALID_PARAMETER_SYNTAX');
  });

  it('takes no currency with three decimals', () => {
    for (const code of ['BHD', 'JOD', 'KWD', 'OMR', 'TND', 'KRW', 'XXX', 'eur', 'toString'])
      expect(isPayPalCurrency(code)).toBe(false);
    expect(PAYPAL_CURRENCIES).toHaveLength(24);
  });

  it('reads back every amount that it writes', () => {
    const anyAmount = fc.record({
      currency: fc.constantFrom(...PAYPAL_CURRENCIES),
      wireUnits: fc.integer({ min: 1, max: 10 ** 13 }),
    });
    fc.assert(
      fc.property(anyAmount, ({ currency, wireUnits }) => {
        const amountMinor = wireUnits * wireStep(currency);
        expect(minorOf(toWire(amountMinor, currency).value, currency)).toBe(amountMinor);
      }),
    );
  });
});
