import { isCurrency, type Currency } from '../../../harness/core/money.ts';

// Amounts are decimal strings of yuan, `88.88`, from 0.01 to 100000000. With `trans_currency` they
// are of that currency. Inside they are integers of ISO 4217 minor units.
// https://opendocs.alipay.com/open/02ekfp (total_amount, trans_currency)

/**
 * Decimals on the wire by currency, the same as ISO's for all of them. Alipay lists AED, IDR, LKR, MUR, RUB and ZAR besides, which
 * this gateway leaves out: no drill pays in them.
 */
const WIRE_DECIMALS = {
  AUD: 2,
  CAD: 2,
  CHF: 2,
  CNY: 2,
  CZK: 2,
  DKK: 2,
  EUR: 2,
  GBP: 2,
  HKD: 2,
  ILS: 2,
  JPY: 0,
  KRW: 0,
  MYR: 2,
  NOK: 2,
  NZD: 2,
  PHP: 2,
  SEK: 2,
  SGD: 2,
  THB: 2,
  TWD: 2,
  USD: 2,
} as const satisfies Partial<Record<Currency, 0 | 2>>;

export type AlipayCurrency = keyof typeof WIRE_DECIMALS;

export const isAlipayCurrency = (code: string): code is AlipayCurrency =>
  isCurrency(code) && Object.hasOwn(WIRE_DECIMALS, code);

export const ALIPAY_CURRENCIES: readonly AlipayCurrency[] = Object.keys(WIRE_DECIMALS).filter(
  (code) => isAlipayCurrency(code),
);

/** In units of the currency, not of its minor unit. */
const MAXIMUM_UNITS = 100_000_000;

export type ParsedAmount =
  | { readonly kind: 'amount'; readonly amountMinor: number }
  /** `range`: a number, but zero, negative or above the limit. */
  | { readonly kind: 'syntax' | 'range' };

/** @param text a JSON number is read by its digits, never by its value */
export function parseWireAmount(text: string, currency: AlipayCurrency = 'CNY'): ParsedAmount {
  const match = /^(?<sign>-?)(?<whole>\d{1,12})(?:\.(?<fraction>\d{1,6}))?$/.exec(text);
  const { sign = '', whole = '', fraction = '' } = match?.groups ?? {};
  if (match === null) return { kind: 'syntax' };
  const decimals = WIRE_DECIMALS[currency];
  const kept = fraction.slice(0, decimals);
  // `88.880` is 88.88; `88.888` has no meaning.
  if (/[1-9]/.test(fraction.slice(kept.length))) return { kind: 'syntax' };
  const amountMinor = Number(whole + kept.padEnd(decimals, '0'));
  const isInRange = sign === '' && amountMinor > 0 && amountMinor <= limitMinor(currency);
  return isInRange ? { kind: 'amount', amountMinor } : { kind: 'range' };
}

export const limitMinor = (currency: AlipayCurrency): number =>
  MAXIMUM_UNITS * 10 ** WIRE_DECIMALS[currency];

/** Writes an amount with the currency's decimals: `88.88`, `1000`; a refund in a bill is negative. */
export function toWire(amountMinor: number, currency: AlipayCurrency = 'CNY'): string {
  if (!Number.isSafeInteger(amountMinor)) throw new RangeError(`no amount: ${amountMinor}`);
  const decimals = WIRE_DECIMALS[currency];
  const sign = amountMinor < 0 ? '-' : '';
  const digits = String(Math.abs(amountMinor)).padStart(decimals + 1, '0');
  const fraction = decimals === 0 ? '' : `.${digits.slice(-decimals)}`;
  return sign + digits.slice(0, digits.length - decimals) + fraction;
}
