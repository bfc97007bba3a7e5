import type { ProviderAdapter } from '../adapter.ts';
import { createSend, type Send } from '../http-send.ts';
import { createStripeAdapter } from '../stripe/stripe-adapter.ts';
import { AMOUNT_MINOR, CURRENCY, ORDER } from './provider-calls.ts';
import type { CalledOperation, Ids } from './provider-calls.ts';

// Stripe's answers as its API reference shows them, with what the adapter does not read left out.

export const STRIPE_KEY = 'sk_test_4eC39HqLyjWDarjtT1zdp7dc';
export const WEBHOOK_SECRET = 'whsec_test_secret';
export const INTENT = 'pi_1';
export const CHARGE = 'ch_1';
export const STRIPE_IDS: Ids = { object: INTENT, authorisation: CHARGE, capture: null };

export type Body = Readonly<Record<string, unknown>>;

export const intent = (status: string, changes: Body = {}): Body => ({
  id: INTENT,
  object: 'payment_intent',
  status,
  amount: AMOUNT_MINOR,
  amount_capturable: status === 'requires_capture' ? AMOUNT_MINOR : 0,
  amount_received: status === 'succeeded' ? AMOUNT_MINOR : 0,
  currency: CURRENCY.toLowerCase(),
  latest_charge: ['succeeded', 'requires_capture'].includes(status) ? CHARGE : null,
  last_payment_error: null,
  metadata: { order_id: ORDER },
  ...changes,
});

export const charge = (changes: Body = {}): Body => ({
  id: CHARGE,
  object: 'charge',
  amount_captured: AMOUNT_MINOR,
  amount_refunded: 0,
  ...changes,
});

export const refund = (status: string, changes: Body = {}): Body => ({
  id: 're_1',
  object: 'refund',
  status,
  amount: AMOUNT_MINOR,
  currency: CURRENCY.toLowerCase(),
  payment_intent: INTENT,
  charge: charge({ amount_refunded: AMOUNT_MINOR }),
  ...changes,
});

export const error = (changes: Body): Body => ({
  error: { type: 'invalid_request_error', message: 'said to people', ...changes },
});

/** What each operation answers when it does what was asked. */
export const APPROVED: Readonly<Record<CalledOperation, Body>> = {
  create: intent('requires_payment_method'),
  confirm: intent('succeeded'),
  capture: intent('succeeded'),
  void: intent('canceled'),
  refund: refund('succeeded'),
  retrieve: intent('succeeded', { latest_charge: charge() }),
};

export const stripeAt = (
  baseUrl: string,
  changes: { readonly send?: Send; readonly now?: () => number } = {},
): ProviderAdapter =>
  createStripeAdapter({
    baseUrl,
    secretKey: STRIPE_KEY,
    webhookSecret: WEBHOOK_SECRET,
    send: changes.send ?? createSend(),
    now: changes.now ?? Date.now,
  });
