// Money is an integer number of minor units with an ISO 4217 currency. Floats never touch it.

declare const brand: unique symbol;
/** A safe integer number of a currency's minor units. */
export type MinorUnits = number & { readonly [brand]: 'MinorUnits' };

export interface Money {
  readonly amountMinor: MinorUnits;
  readonly currency: Currency;
}

/** ISO 4217 exponents of the currencies that drills use. What a provider supports and how it
 * writes an amount on the wire is the dialect's own table, not this one. */
export const CURRENCY_EXPONENTS = {
  AUD: 2,
  BHD: 3,
  BRL: 2,
  CAD: 2,
  CHF: 2,
  CNY: 2,
  CZK: 2,
  DKK: 2,
  EUR: 2,
  GBP: 2,
  HKD: 2,
  HUF: 2,
  ILS: 2,
  INR: 2,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KRW: 0,
  KWD: 3,
  MXN: 2,
  MYR: 2,
  NOK: 2,
  NZD: 2,
  OMR: 3,
  PHP: 2,
  PLN: 2,
  SEK: 2,
  SGD: 2,
  THB: 2,
  TND: 3,
  TWD: 2,
  USD: 2,
} as const satisfies Record<string, 0 | 2 | 3>;

export type Currency = keyof typeof CURRENCY_EXPONENTS;

export const isCurrency = (text: string): text is Currency =>
  Object.hasOwn(CURRENCY_EXPONENTS, text);

export function parseCurrency(text: string): Currency {
  if (!isCurrency(text)) throw new RangeError(`unknown currency "${text}"`);
  return text;
}

/** @throws RangeError when the value is no safe integer. Refund postings may be negative. */
export function minorUnits(value: number): MinorUnits {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not an integer of minor units: ${value}`);
  return value as MinorUnits;
}

export function money(amountMinor: number, currency: Currency): Money {
  return { amountMinor: minorUnits(amountMinor), currency };
}

/** Writes an amount for people: `12.34 EUR`, `500 JPY`. No Intl, so that it runs anywhere. */
export function formatMoney(amountMinor: number, currency: string): string {
  const exponent = isCurrency(currency) ? CURRENCY_EXPONENTS[currency] : 2;
  const sign = amountMinor < 0 ? '-' : '';
  const digits = String(Math.abs(amountMinor)).padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const fraction = exponent === 0 ? '' : `.${digits.slice(-exponent)}`;
  return `${sign}${whole}${fraction} ${currency}`;
}
