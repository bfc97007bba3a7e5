import { CURRENCY_EXPONENTS, type Currency } from '../core/money.ts';
import type { Random } from '../core/random.ts';

// What baskets cost: log-normal round a median that is about forty euros everywhere.

const MEDIAN_MAJOR: Readonly<Record<Currency, number>> = {
  AUD: 65,
  BHD: 16,
  BRL: 240,
  CAD: 60,
  CHF: 40,
  CNY: 310,
  CZK: 1_000,
  DKK: 300,
  EUR: 40,
  GBP: 35,
  HKD: 340,
  HUF: 16_000,
  ILS: 160,
  INR: 3_600,
  ISK: 6_000,
  JOD: 30,
  JPY: 6_500,
  KRW: 58_000,
  KWD: 13,
  MXN: 740,
  MYR: 200,
  NOK: 460,
  NZD: 70,
  OMR: 17,
  PHP: 2_400,
  PLN: 170,
  SEK: 460,
  SGD: 58,
  THB: 1_500,
  TND: 135,
  TWD: 1_400,
  USD: 43,
};

const SPREAD = 0.8;

/** Amounts that some provider takes in whole units only, whatever ISO 4217 says. */
const WHOLE_UNITS: ReadonlySet<Currency> = new Set<Currency>(['HUF', 'ISK', 'TWD']);

/** What prices end in, in hundredths. */
const ENDINGS = [0, 49, 50, 90, 95, 99];

/** An amount in minor units that every provider which knows the currency can take. */
export function drawAmountMinor(currency: Currency, random: Random): number {
  const median = MEDIAN_MAJOR[currency];
  // Both are drawn for every currency, so that one order's amount never moves the next one's.
  const major = Math.floor(Math.max(random.logNormal(median, SPREAD), median / 20));
  const ending = random.pick(ENDINGS);
  const exponent = CURRENCY_EXPONENTS[currency];
  const whole = Math.min(Math.max(major, 1), median * 50);
  if (exponent === 0) return whole;
  // Card networks take three-decimal amounts in steps of ten.
  const hundredths = whole * 100 + (WHOLE_UNITS.has(currency) ? 0 : ending);
  return exponent === 3 ? hundredths * 10 : hundredths;
}
