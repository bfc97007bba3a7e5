import { setTimeout as sleep } from 'node:timers/promises';
import Stripe from 'stripe';
import type { Payments } from './app.ts';
import { methodOf, paymentOf } from './payments.ts';
import type { Payment, Status, Store } from './store.ts';

const TRIES = 3;
const PAUSE_MS = 200;
/** A payment is worked on for this long; after that it is asked after, and given up in the end. */
const WORKED_ON_MS = 4_000;
const GIVEN_UP_MS = 8_000;

export interface MendedPayments extends Payments {
  /** Finds out what became of payments that nobody is working on any more. */
  readonly settleOpen: () => void;
}

/**
 * What the simulation found, mended:
 *
 * - Each step has an idempotency key of its own, the same for every try.
 * - The intent is made first and confirmed second, so that there is something to ask after.
 * - What was not answered is pending until Stripe says what became of it, or has cancelled it.
 * - An event is a reason to ask Stripe, and no news by itself. Nothing moves back.
 */
export function createPayments(stripe: Stripe, store: Store): MendedPayments {
  const make = ({ id, orderId, amountMinor, currency, capture }: Payment) =>
    stripe.paymentIntents.create(
      {
        amount: amountMinor,
        currency: currency.toLowerCase(),
        capture_method: capture,
        allowed_payment_method_types: ['card'],
        metadata: { order_id: orderId },
      },
      { idempotencyKey: `${id}-create` },
    );

  const settle = async (payment: Payment): Promise<void> => {
    const { id, intent, createdAt } = payment;
    const ageMs = Date.now() - createdAt;
    // Nothing moves money before there is an intent to confirm.
    if (intent === null) {
      if (ageMs > WORKED_ON_MS) decline(store, id, 'unavailable');
      return;
    }
    const seen = await stripe.paymentIntents.retrieve(intent);
    advance(store, id, statusOf(seen));
    const known = store.find(id);
    if (known?.wish === 'capture' && known.status === 'authorised') await capture(known);
    if (known?.wish === 'refund' && known.status === 'paid') await refund(known);
    if (known?.status !== 'processing' || ageMs <= WORKED_ON_MS) return;
    if (seen.last_payment_error !== null) decline(store, id, 'declined');
    // Once it is cancelled, a confirmation that is still on its way can't take money any more.
    else if (ageMs > GIVEN_UP_MS) advance(store, id, statusOf(await cancel(intent)));
  };

  const cancel = (intent: string) =>
    stripe.paymentIntents.cancel(intent, undefined, { idempotencyKey: `${intent}-cancel` });

  const capture = async ({ id, intent }: Payment): Promise<void> => {
    if (intent === null) return;
    const taken = await retried(() =>
      stripe.paymentIntents.capture(intent, undefined, { idempotencyKey: `${id}-capture` }),
    );
    advance(store, id, statusOf(taken));
  };

  const refund = async ({ id, intent }: Payment): Promise<void> => {
    if (intent === null) return;
    await retried(() =>
      stripe.refunds.create({ payment_intent: intent }, { idempotencyKey: `${id}-refund` }),
    );
    advance(store, id, 'refunded');
  };

  /** What is not known yet stays open: `settleOpen` asks again. */
  const unlessUnknown = async (work: Promise<void>): Promise<void> => {
    await work.catch((error: unknown) => {
      if (!isUnknown(error)) throw error;
    });
  };

  return {
    pay: async (payment, card) => {
      const { id } = payment;
      try {
        const { id: intent } = await retried(() => make(payment));
        store.update(id, { intent });
        const confirmed = await retried(() =>
          stripe.paymentIntents.confirm(
            intent,
            { payment_method_data: methodOf(card) },
            { idempotencyKey: `${id}-confirm` },
          ),
        );
        advance(store, id, statusOf(confirmed));
      } catch (error) {
        if (error instanceof Stripe.errors.StripeCardError) decline(store, id, 'declined');
        else if (!isUnknown(error)) decline(store, id, 'unavailable');
      }
    },
    capture: (payment) => unlessUnknown(capture(payment)),
    refund: (payment) => unlessUnknown(refund(payment)),
    onEvent: async (event) => {
      const payment = paymentOf(event, store);
      if (payment !== null) await settle(payment);
    },
    settleOpen: () => {
      for (const payment of store.open()) void settle(payment).catch(tell);
    },
  };
}

const RANK: Readonly<Record<Status, number>> = {
  processing: 0,
  authorised: 1,
  'not-charged': 2,
  paid: 2,
  refunded: 3,
};

function advance(store: Store, id: string, status: Status): void {
  const before = store.find(id)?.status ?? 'processing';
  if (RANK[status] <= RANK[before]) return;
  store.update(id, { status, ...(status === 'not-charged' ? { reason: 'unavailable' } : {}) });
}

function decline(store: Store, id: string, reason: 'declined' | 'unavailable'): void {
  if (store.find(id)?.status !== 'processing') return;
  store.update(id, { status: 'not-charged', reason });
}

function statusOf({ status }: Stripe.PaymentIntent): Status {
  if (status === 'succeeded') return 'paid';
  if (status === 'requires_capture') return 'authorised';
  return status === 'canceled' ? 'not-charged' : 'processing';
}

/** Stripe may have done it. A request that it refused, it has not carried out. */
const isUnknown = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeConnectionError ||
  error instanceof Stripe.errors.StripeAPIError ||
  error instanceof Stripe.errors.StripeIdempotencyError;

async function retried<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  for (let left = TRIES - 1; ; left -= 1) {
    try {
      return await call();
    } catch (error) {
      if (left === 0 || !isUnknown(error)) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

function tell(error: unknown): void {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  process.stderr.write(`${text}\n`);
}
