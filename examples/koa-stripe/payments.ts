import { setTimeout as sleep } from 'node:timers/promises';
import Stripe from 'stripe';
import type { Card, Payments } from './app.ts';
import type { Payment, Status, Store } from './store.ts';

const TRIES = 3;
const PAUSE_MS = 200;

/** One call does it all: the PaymentIntent is made and confirmed, and tried again if need be. */
export function createPayments(stripe: Stripe, store: Store): Payments {
  return {
    pay: async (payment, card) => {
      try {
        const intent = await retried(() =>
          stripe.paymentIntents.create({
            amount: payment.amountMinor,
            currency: payment.currency.toLowerCase(),
            capture_method: payment.capture,
            confirm: true,
            allowed_payment_method_types: ['card'],
            payment_method_data: methodOf(card),
            metadata: { order_id: payment.orderId },
          }),
        );
        const status = intent.status === 'requires_capture' ? 'authorised' : 'paid';
        store.update(payment.id, { status, intent: intent.id });
      } catch (error) {
        const reason = error instanceof Stripe.errors.StripeCardError ? 'declined' : 'unavailable';
        store.update(payment.id, { status: 'not-charged', reason });
      }
    },
    capture: async ({ id, intent }) => {
      if (intent === null) return;
      await retried(() => stripe.paymentIntents.capture(intent));
      store.update(id, { status: 'paid' });
    },
    refund: async ({ id, intent }) => {
      if (intent === null) return;
      await retried(() => stripe.refunds.create({ payment_intent: intent }));
      store.update(id, { status: 'refunded' });
    },
    onEvent: async (event) => {
      const payment = paymentOf(event, store);
      const status = STATUS_OF.get(event.type);
      if (payment === null || status === undefined) return;
      store.update(payment.id, { status });
    },
  };
}

const STATUS_OF: ReadonlyMap<string, Status> = new Map([
  ['payment_intent.amount_capturable_updated', 'authorised'],
  ['payment_intent.succeeded', 'paid'],
  ['payment_intent.payment_failed', 'not-charged'],
  ['payment_intent.canceled', 'not-charged'],
  ['charge.refunded', 'refunded'],
]);

/** In the shop Stripe's own form asks for the card; test cards come as numbers. */
export const methodOf = ({ number, expiryMonth, expiryYear, cvc }: Card) => ({
  type: 'card' as const,
  card: { number, exp_month: expiryMonth, exp_year: expiryYear, cvc },
});

export function paymentOf(event: Stripe.Event, store: Store): Payment | null {
  const { object } = event.data;
  const metadata = 'metadata' in object ? object.metadata : null;
  return store.findByOrder(metadata?.['order_id'] ?? '');
}

/** Tries again what may go better the second time. */
async function retried<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  for (let left = TRIES - 1; ; left -= 1) {
    try {
      return await call();
    } catch (error) {
      const isOver = left === 0 || error instanceof Stripe.errors.StripeCardError;
      if (isOver) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
