import type { ConfirmRequest, CreateRequest, ProviderAdapter, RefundRequest } from '../adapter.ts';
import { toWire } from '../wire-amounts.ts';
import type { WireAmount } from '../wire-amounts.ts';
import { STRIPE_CURRENCIES, STRIPE_MAX_UNITS, STRIPE_MINIMUM_UNITS } from './stripe-currencies.ts';

// The forms of Stripe's requests: application/x-www-form-urlencoded with brackets for nesting.

export type Form = readonly (readonly [name: string, value: string])[];

export function encodeForm(form: Form): string {
  return form.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
}

interface Amount {
  readonly currency: string;
  readonly amountMinor: number;
}

/** For captures and refunds, which may be of any size. */
export const stripeAmount = ({ currency, amountMinor }: Amount): WireAmount =>
  toWire(STRIPE_CURRENCIES, currency, amountMinor, STRIPE_MAX_UNITS);

export function chargeableAmount(amount: Amount): WireAmount {
  const wire = stripeAmount(amount);
  const minimum = STRIPE_MINIMUM_UNITS[amount.currency] ?? 1;
  return wire.kind === 'amount' && wire.units < minimum
    ? { kind: 'unsupported', reason: 'amount-too-small' }
    : wire;
}

export const supports: ProviderAdapter['supports'] = (currency, amountMinor) => {
  const amount = chargeableAmount({ currency, amountMinor });
  return amount.kind === 'amount' ? null : amount.reason;
};

export const createForm = (request: CreateRequest, units: number): Form => [
  ['amount', String(units)],
  ['currency', request.currency.toLowerCase()],
  ['capture_method', request.captureMode],
  ['payment_method_types[0]', 'card'],
  ['metadata[order_id]', request.order],
  ['receipt_email', request.customer.email],
];

export const confirmForm = ({ card, customer }: ConfirmRequest): Form => [
  ['payment_method_data[type]', 'card'],
  ['payment_method_data[card][number]', card.number],
  ['payment_method_data[card][exp_month]', String(card.expiryMonth)],
  ['payment_method_data[card][exp_year]', String(card.expiryYear)],
  ['payment_method_data[card][cvc]', card.cvc],
  ['payment_method_data[billing_details][name]', customer.name],
  ['payment_method_data[billing_details][email]', customer.email],
];

export const captureForm = (units: number): Form => [['amount_to_capture', String(units)]];

/** The charge is asked for too, because only it tells how much is left. */
export const refundForm = (request: RefundRequest, units: number): Form => [
  ['payment_intent', request.object],
  ['amount', String(units)],
  ['metadata[order_id]', request.order],
  ['expand[0]', 'charge'],
];
