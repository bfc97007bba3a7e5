import { isCurrency } from '../../../harness/core/money.ts';
import type { ProviderAdapter } from '../adapter.ts';
import { objectAt, textAt } from '../json-fields.ts';
import type { JsonObject } from '../json-fields.ts';
import { fromWire, toWire } from '../wire-amounts.ts';
import type { CurrencyTable } from '../wire-amounts.ts';

// developer.paypal.com/docs/api/reference/currency-codes: decimals are refused for HUF, JPY and
// TWD. BRL, CNY and MYR are for accounts of those countries only, so they are left out.

const TWO_DECIMALS = { exponent: 2, step: 1 } as const;
const NO_DECIMALS = { exponent: 0, step: 1 } as const;

export const PAYPAL_CURRENCIES: CurrencyTable = {
  AUD: TWO_DECIMALS,
  CAD: TWO_DECIMALS,
  CHF: TWO_DECIMALS,
  CZK: TWO_DECIMALS,
  DKK: TWO_DECIMALS,
  EUR: TWO_DECIMALS,
  GBP: TWO_DECIMALS,
  HKD: TWO_DECIMALS,
  HUF: NO_DECIMALS,
  ILS: TWO_DECIMALS,
  JPY: NO_DECIMALS,
  MXN: TWO_DECIMALS,
  NOK: TWO_DECIMALS,
  NZD: TWO_DECIMALS,
  PHP: TWO_DECIMALS,
  PLN: TWO_DECIMALS,
  SEK: TWO_DECIMALS,
  SGD: TWO_DECIMALS,
  THB: TWO_DECIMALS,
  TWD: NO_DECIMALS,
  USD: TWO_DECIMALS,
};

/** Orders v2 MAX_VALUE_EXCEEDED: 9999999.99, and seven digits without decimals. */
const MAX_WHOLE = 9_999_999;
const maxUnits = (currency: string): number => (MAX_WHOLE + 1) * 10 ** exponentOf(currency) - 1;

const exponentOf = (currency: string): number =>
  (isCurrency(currency) ? PAYPAL_CURRENCIES[currency]?.exponent : undefined) ?? 0;

export interface PaypalMoney {
  readonly currency_code: string;
  readonly value: string;
}

export type PaypalAmount =
  | { readonly kind: 'amount'; readonly money: PaypalMoney }
  | { readonly kind: 'unsupported'; readonly reason: string };

export function paypalAmount(request: {
  readonly currency: string;
  readonly amountMinor: number;
}): PaypalAmount {
  const { currency, amountMinor } = request;
  const wire = toWire(PAYPAL_CURRENCIES, currency, amountMinor, maxUnits(currency));
  if (wire.kind !== 'amount') return wire;
  return { kind: 'amount', money: { currency_code: currency, value: writeValue(wire) } };
}

function writeValue({ units, exponent }: { readonly units: number; readonly exponent: number }) {
  if (exponent === 0) return String(units);
  const digits = String(units).padStart(exponent + 1, '0');
  return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

export const supports: ProviderAdapter['supports'] = (currency, amountMinor) => {
  const amount = paypalAmount({ currency, amountMinor });
  return amount.kind === 'amount' ? null : amount.reason;
};

export interface ReadMoney {
  readonly amountMinor: number;
  readonly currency: string;
}

/** Reads a money object by its digits. Null when it is none, or none of a listed currency. */
export function moneyAt(holder: JsonObject | null, key: string): ReadMoney | null {
  const object = objectAt(holder, key);
  const currency = textAt(object, 'currency_code');
  const value = /^(\d{1,12})(?:\.(\d{1,3}))?$/.exec(textAt(object, 'value') ?? '');
  if (currency === null || value === null) return null;
  const exponent = exponentOf(currency);
  const [, whole = '', decimals = ''] = value;
  const kept = decimals.slice(0, exponent).padEnd(exponent, '0');
  // "500.00" JPY is 500; "500.50" JPY is nothing that can be understood.
  if (!/^0*$/.test(decimals.slice(exponent))) return null;
  const amountMinor = fromWire(PAYPAL_CURRENCIES, currency, Number(whole + kept));
  return amountMinor === null ? null : { amountMinor, currency };
}
