import { wireStep, type PayPalCurrency } from './money.ts';

// What PayPal keeps of a payment: a share and a fixed amount for each capture. Modelled on its
// standard rate for commercial transactions in the United States; docs/gateways/paypal.md has the
// table. Nothing is taken for a refund, and nothing of the capture's fee is given back.
// https://www.paypal.com/us/business/paypal-business-fees

/** In ten-thousandths of the gross amount. */
const SHARE = 349;

/** In units of the last digit on the wire: cents, or whole forint and yen. */
const FIXED: Readonly<Record<PayPalCurrency, number>> = {
  AUD: 59,
  BRL: 290,
  CAD: 59,
  CHF: 49,
  CNY: 350,
  CZK: 900,
  DKK: 290,
  EUR: 39,
  GBP: 39,
  HKD: 379,
  HUF: 149,
  ILS: 160,
  JPY: 49,
  MXN: 900,
  MYR: 200,
  NOK: 390,
  NZD: 69,
  PHP: 2500,
  PLN: 189,
  SEK: 409,
  SGD: 69,
  THB: 1500,
  TWD: 14,
  USD: 49,
};

/** Never more than the payment itself; minor units that the wire can write. */
export function captureFeeMinorOf(grossMinor: number, currency: PayPalCurrency): number {
  const step = wireStep(currency);
  const grossUnits = grossMinor / step;
  const feeUnits = Math.round((grossUnits * SHARE) / 10_000) + FIXED[currency];
  return Math.min(feeUnits, grossUnits) * step;
}
