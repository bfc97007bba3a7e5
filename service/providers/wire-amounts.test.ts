import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURRENCY_EXPONENTS } from '../../harness/core/money.ts';
import {
  PAYPAL_CURRENCIES,
  paypalAmount,
  moneyAt,
  supports as paypalSupports,
} from './paypal/paypal-amounts.ts';
import { STRIPE_CURRENCIES, STRIPE_MAX_UNITS } from './stripe/stripe-currencies.ts';
import { supports as stripeSupports } from './stripe/stripe-requests.ts';
import { fromWire, toWire } from './wire-amounts.ts';

const currencies = Object.keys(CURRENCY_EXPONENTS);
const currency = fc.constantFrom(...currencies);
const amountMinor = fc.integer({ min: 1, max: 100_000_000 });

describe('amounts on the wire', () => {
  it('come back as they went out, or are not supported at all (Stripe)', () => {
    fc.assert(
      fc.property(currency, amountMinor, (code, amount) => {
        const wire = toWire(STRIPE_CURRENCIES, code, amount, STRIPE_MAX_UNITS);
        if (wire.kind === 'amount') {
          expect(Number.isSafeInteger(wire.units)).toBe(true);
          expect(fromWire(STRIPE_CURRENCIES, code, wire.units)).toBe(amount);
          expect([null, 'amount-too-small']).toContain(stripeSupports(code, amount));
        } else {
          expect(stripeSupports(code, amount)).toBe(wire.reason);
        }
      }),
    );
  });

  it('come back as they went out, or are not supported at all (PayPal)', () => {
    fc.assert(
      fc.property(currency, amountMinor, (code, amount) => {
        const wire = paypalAmount({ currency: code, amountMinor: amount });
        if (wire.kind === 'amount') {
          expect(moneyAt({ amount: wire.money }, 'amount')).toEqual({
            amountMinor: amount,
            currency: code,
          });
          expect(paypalSupports(code, amount)).toBeNull();
        } else {
          expect(paypalSupports(code, amount)).toBe(wire.reason);
        }
      }),
    );
  });

  it.each([
    ['USD', 1234, '12.34'],
    ['USD', 5, '0.05'],
    ['EUR', 100, '1.00'],
    ['JPY', 500, '500'],
    ['HUF', 12300, '123'],
    ['TWD', 100, '1'],
  ])('PayPal is asked for %s %i as %s', (code, amount, value) => {
    expect(paypalAmount({ currency: code, amountMinor: amount })).toEqual({
      kind: 'amount',
      money: { currency_code: code, value },
    });
  });

  it.each([
    ['USD', 1234, 1234],
    ['JPY', 500, 500],
    ['ISK', 5, 500],
    ['KWD', 5120, 5120],
    ['HUF', 12345, 12345],
  ])('Stripe is asked for %s %i as %i', (code, amount, units) => {
    expect(toWire(STRIPE_CURRENCIES, code, amount, STRIPE_MAX_UNITS)).toMatchObject({ units });
  });

  it.each([
    ['KWD', 5124, 'amount-not-representable'],
    ['USD', 49, 'amount-too-small'],
    ['HUF', 17_499, 'amount-too-small'],
    ['USD', 100_000_000, 'amount-too-large'],
    ['USD', 0, 'amount-not-positive'],
    ['USD', 1.5, 'amount-not-positive'],
    ['XXX', 100, 'currency-unsupported'],
  ])('Stripe does not take %s %d: %s', (code, amount, reason) => {
    expect(stripeSupports(code, amount)).toBe(reason);
  });

  it.each([
    ['USD', 50],
    ['HUF', 17_500],
    ['TWD', 1],
  ])('Stripe takes %s %d, the least it charges', (code, amount) => {
    expect(stripeSupports(code, amount)).toBeNull();
  });

  it.each([
    ['HUF', 12345, 'amount-not-representable'],
    ['TWD', 150, 'amount-not-representable'],
    ['USD', 1_000_000_000, 'amount-too-large'],
    ['JPY', 10_000_000, 'amount-too-large'],
    ['USD', -100, 'amount-not-positive'],
    ['KWD', 1000, 'currency-unsupported'],
    ['CNY', 100, 'currency-unsupported'],
    ['constructor', 100, 'currency-unsupported'],
  ])('PayPal does not take %s %d: %s', (code, amount, reason) => {
    expect(paypalSupports(code, amount)).toBe(reason);
  });

  it('only list currencies that are known', () => {
    for (const table of [STRIPE_CURRENCIES, PAYPAL_CURRENCIES]) {
      for (const code of Object.keys(table)) expect(currencies).toContain(code);
    }
  });

  it.each([
    ['no money', null],
    ['a number', { currency_code: 'USD', value: 12.34 }],
    ['no currency', { value: '12.34' }],
    ['a sign', { currency_code: 'USD', value: '-1.00' }],
    ['a fraction of a yen', { currency_code: 'JPY', value: '500.50' }],
    ['a third decimal', { currency_code: 'USD', value: '1.001' }],
    ['words', { currency_code: 'USD', value: 'ten' }],
  ])('are not read from %s', (_what, amount) => {
    expect(moneyAt({ amount }, 'amount')).toBeNull();
  });

  it('are read with or without decimals that are zero', () => {
    expect(
      moneyAt({ amount: { currency_code: 'JPY', value: '500.00' } }, 'amount')?.amountMinor,
    ).toBe(500);
    expect(moneyAt({ amount: { currency_code: 'USD', value: '5' } }, 'amount')?.amountMinor).toBe(
      500,
    );
  });
});
