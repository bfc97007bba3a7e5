import { CURRENCY_EXPONENTS, isCurrency } from '../../harness/core/money.ts';
import type { Currency } from '../../harness/core/money.ts';

// A provider counts a currency in units of its own: Stripe wants ISK with two decimals, PayPal
// wants HUF without any. All of it is integer arithmetic.

export interface WireCurrency {
  /** Decimals of the amount on the wire. */
  readonly exponent: 0 | 2 | 3;
  /** The smallest difference on the wire, in units of 10^-exponent. */
  readonly step: 1 | 10 | 100;
}

export type CurrencyTable = Readonly<Partial<Record<Currency, WireCurrency>>>;

export type WireAmount =
  | { readonly kind: 'amount'; readonly units: number; readonly exponent: number }
  | { readonly kind: 'unsupported'; readonly reason: string };

/** @param maxUnits the largest amount that the provider takes, in units on the wire. */
export function toWire(
  table: CurrencyTable,
  currency: string,
  amountMinor: number,
  maxUnits: number,
): WireAmount {
  const wire = isCurrency(currency) ? table[currency] : undefined;
  if (wire === undefined || !isCurrency(currency)) return unsupported('currency-unsupported');
  if (!Number.isSafeInteger(amountMinor) || amountMinor <= 0) {
    return unsupported('amount-not-positive');
  }
  const units = rescale(amountMinor, wire.exponent - CURRENCY_EXPONENTS[currency]);
  if (units === null || units % wire.step !== 0) return unsupported('amount-not-representable');
  if (units > maxUnits) return unsupported('amount-too-large');
  return { kind: 'amount', units, exponent: wire.exponent };
}

/** Null when the provider's units are no whole number of minor units. */
export function fromWire(table: CurrencyTable, currency: string, units: number): number | null {
  const wire = isCurrency(currency) ? table[currency] : undefined;
  if (wire === undefined || !isCurrency(currency)) return null;
  return rescale(units, CURRENCY_EXPONENTS[currency] - wire.exponent);
}

const unsupported = (reason: string): WireAmount => ({ kind: 'unsupported', reason });

function rescale(amount: number, exponentDifference: number): number | null {
  const factor = 10 ** Math.abs(exponentDifference);
  if (exponentDifference < 0) return amount % factor === 0 ? amount / factor : null;
  return Number.isSafeInteger(amount * factor) ? amount * factor : null;
}
