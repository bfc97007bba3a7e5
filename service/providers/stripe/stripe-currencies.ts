import type { CurrencyTable } from '../wire-amounts.ts';

// docs.stripe.com/currencies, for card charges. Three-decimal currencies need a last digit of 0;
// ISK has no decimals any more but is still written with two, which must be 00. HUF and TWD are
// charged with decimals (only their payouts are not).

/** "The amount value supports up to eight digits." */
export const STRIPE_MAX_UNITS = 99_999_999;

const TWO_DECIMALS = { exponent: 2, step: 1 } as const;
const NO_DECIMALS = { exponent: 0, step: 1 } as const;
const THREE_DECIMALS = { exponent: 3, step: 10 } as const;

export const STRIPE_CURRENCIES: CurrencyTable = {
  AUD: TWO_DECIMALS,
  BHD: THREE_DECIMALS,
  BRL: TWO_DECIMALS,
  CAD: TWO_DECIMALS,
  CHF: TWO_DECIMALS,
  CNY: TWO_DECIMALS,
  CZK: TWO_DECIMALS,
  DKK: TWO_DECIMALS,
  EUR: TWO_DECIMALS,
  GBP: TWO_DECIMALS,
  HKD: TWO_DECIMALS,
  HUF: TWO_DECIMALS,
  ILS: TWO_DECIMALS,
  INR: TWO_DECIMALS,
  ISK: { exponent: 2, step: 100 },
  JOD: THREE_DECIMALS,
  JPY: NO_DECIMALS,
  KRW: NO_DECIMALS,
  KWD: THREE_DECIMALS,
  MXN: TWO_DECIMALS,
  MYR: TWO_DECIMALS,
  NOK: TWO_DECIMALS,
  NZD: TWO_DECIMALS,
  OMR: THREE_DECIMALS,
  PHP: TWO_DECIMALS,
  PLN: TWO_DECIMALS,
  SEK: TWO_DECIMALS,
  SGD: TWO_DECIMALS,
  THB: TWO_DECIMALS,
  TND: THREE_DECIMALS,
  TWD: TWO_DECIMALS,
  USD: TWO_DECIMALS,
};

/**
 * "Minimum and maximum charge amounts" of the same page, in Stripe's units. They are for charges;
 * captures and refunds may be smaller. Currencies that are not listed have none of their own.
 */
export const STRIPE_MINIMUM_UNITS: Readonly<Partial<Record<string, number>>> = {
  AUD: 50,
  BRL: 50,
  CAD: 50,
  CHF: 50,
  CZK: 1500,
  DKK: 250,
  EUR: 50,
  GBP: 30,
  HKD: 400,
  HUF: 17_500,
  ILS: 50,
  INR: 50,
  JPY: 50,
  KRW: 50,
  MXN: 1000,
  MYR: 200,
  NOK: 300,
  NZD: 50,
  PHP: 50,
  PLN: 200,
  SEK: 300,
  SGD: 50,
  THB: 1000,
  USD: 50,
};
