import type { ProviderName } from '../../core/outcome.ts';

/**
 * What a merchant subscribes to: every event that tells where money went, and none that only
 * repeats what the answer to the merchant's own call has said.
 */
export const WEBHOOK_EVENTS: Readonly<Record<ProviderName, readonly string[]>> = {
  stripe: [
    'payment_intent.amount_capturable_updated',
    'payment_intent.canceled',
    'payment_intent.payment_failed',
    'payment_intent.succeeded',
    'charge.refunded',
  ],
  paypal: [
    'PAYMENT.AUTHORIZATION.CREATED',
    'PAYMENT.AUTHORIZATION.VOIDED',
    'PAYMENT.CAPTURE.COMPLETED',
    'PAYMENT.CAPTURE.DENIED',
    'PAYMENT.CAPTURE.REFUNDED',
  ],
};
