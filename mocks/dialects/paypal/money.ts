import { CURRENCY_EXPONENTS, isCurrency, type Currency } from '../../../harness/core/money.ts';

// PayPal writes amounts as decimal strings with its own idea of decimals: none for HUF, JPY and
// TWD, two for all others, and no currency with three. Inside, an amount is an integer of ISO 4217
// minor units, so that ledgers of all gateways speak the same unit.
// https://developer.paypal.com/api/rest/reference/currency-codes/

export interface Amount {
  readonly amountMinor: number;
  readonly currency: PayPalCurrency;
}

/** Decimals on the wire, by currency that PayPal takes. */
const WIRE_DECIMALS = {
  AUD: 2,
  BRL: 2,
  CAD: 2,
  CHF: 2,
  CNY: 2,
  CZK: 2,
  DKK: 2,
  EUR: 2,
  GBP: 2,
  HKD: 2,
  HUF: 0,
  ILS: 2,
  JPY: 0,
  MXN: 2,
  MYR: 2,
  NOK: 2,
  NZD: 2,
  PHP: 2,
  PLN: 2,
  SEK: 2,
  SGD: 2,
  THB: 2,
  TWD: 0,
  USD: 2,
} as const satisfies Partial<Record<Currency, 0 | 2>>;

export type PayPalCurrency = keyof typeof WIRE_DECIMALS;

export const PAYPAL_CURRENCIES: readonly PayPalCurrency[] = Object.keys(WIRE_DECIMALS).filter(
  (code) => isPayPalCurrency(code),
);

export function isPayPalCurrency(code: string): code is PayPalCurrency {
  return isCurrency(code) && Object.hasOwn(WIRE_DECIMALS, code);
}

/** Minor units in one unit of the last wire digit: 100 where ISO has two decimals, PayPal none. */
export const wireStep = (currency: PayPalCurrency): number =>
  10 ** (CURRENCY_EXPONENTS[currency] - WIRE_DECIMALS[currency]);

export type AmountProblem =
  | 'INVALID_PARAMETER_SYNTAX'
  | 'DECIMALS_NOT_SUPPORTED'
  | 'DECIMAL_PRECISION'
  | 'CANNOT_BE_ZERO_OR_NEGATIVE'
  | 'MAX_VALUE_EXCEEDED';

/** Reads a wire value. A problem is named by PayPal's own issue. */
export function parseWireValue(
  text: string,
  currency: PayPalCurrency,
):
  | { readonly kind: 'amount'; readonly amount: Amount }
  | { readonly kind: 'problem'; readonly problem: AmountProblem } {
  const match = /^(?<sign>-?)(?<whole>\d*)(?<point>\.(?<fraction>\d+))?$/.exec(text);
  const { sign = '', whole = '', point = '', fraction = '' } = match?.groups ?? {};
  if (match === null || text.length > 32 || whole + fraction === '') {
    return { kind: 'problem', problem: 'INVALID_PARAMETER_SYNTAX' };
  }
  const decimals = WIRE_DECIMALS[currency];
  if (decimals === 0 && point !== '') return { kind: 'problem', problem: 'DECIMALS_NOT_SUPPORTED' };
  if (fraction.length > decimals) return { kind: 'problem', problem: 'DECIMAL_PRECISION' };
  const wireUnits = Number(whole + fraction.padEnd(decimals, '0'));
  if (sign === '-' || wireUnits === 0) {
    return { kind: 'problem', problem: 'CANNOT_BE_ZERO_OR_NEGATIVE' };
  }
  const amountMinor = wireUnits * wireStep(currency);
  return Number.isSafeInteger(amountMinor)
    ? { kind: 'amount', amount: { amountMinor, currency } }
    : { kind: 'problem', problem: 'MAX_VALUE_EXCEEDED' };
}

export interface WireMoney {
  readonly currency_code: string;
  readonly value: string;
}

/** Writes an amount; it must be a multiple of the currency's wire step. */
export function toWire(amountMinor: number, currency: PayPalCurrency): WireMoney {
  const wireUnits = amountMinor / wireStep(currency);
  if (!Number.isSafeInteger(wireUnits)) {
    throw new RangeError(`${amountMinor} minor units of ${currency} can't be written by PayPal`);
  }
  const decimals = WIRE_DECIMALS[currency];
  const digits = String(wireUnits).padStart(decimals + 1, '0');
  const value =
    decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return { currency_code: currency, value };
}
