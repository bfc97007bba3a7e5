import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import Koa, { type Context } from 'koa';
import type Stripe from 'stripe';
import type { Payment, Store } from './store.ts';

export interface Card {
  readonly number: string;
  readonly expiryMonth: number;
  readonly expiryYear: number;
  readonly cvc: string;
}

interface Checkout {
  readonly orderId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly capture: Payment['capture'];
  readonly card: Card;
}

/** What the routes need of payments, shipped or mended. Each comes back when it has an answer. */
export interface Payments {
  pay(payment: Payment, card: Card): Promise<void>;
  capture(payment: Payment): Promise<void>;
  refund(payment: Payment): Promise<void>;
  onEvent(event: Stripe.Event): Promise<void>;
}

export interface AppParts {
  readonly store: Store;
  readonly payments: Payments;
  readonly stripe: Stripe;
  readonly webhookSecret: string;
}

/** How soon a customer is promised an end. */
const PROMISED_MS = 20_000;
const STATUS_CODES = { processing: 202, authorised: 201, paid: 201, refunded: 200 } as const;

export function createApp({ store, payments, stripe, webhookSecret }: AppParts): Koa {
  const app = new Koa();

  const pay = async (context: Context): Promise<void> => {
    const order = (await json(context.req)) as Checkout;
    const known = store.findByOrder(order.orderId);
    if (known !== null) {
      show(context, known);
      return;
    }
    const { orderId, amountMinor, currency, capture } = order;
    const payment: Payment = {
      id: `pay_${randomUUID()}`,
      orderId,
      amountMinor,
      currency,
      capture,
      status: 'processing',
      intent: null,
      reason: null,
      wish: null,
      createdAt: Date.now(),
    };
    store.insert(payment);
    await payments.pay(payment, order.card);
    show(context, store.find(payment.id));
  };

  const act = async (context: Context, id: string, wish: 'capture' | 'refund'): Promise<void> => {
    const payment = store.find(id);
    if (payment === null) return show(context, null);
    store.update(id, { wish });
    await payments[wish](payment);
    show(context, store.find(id));
  };

  const webhook = async (context: Context): Promise<void> => {
    const raw = await buffer(context.req);
    const event = stripe.webhooks.constructEvent(
      raw,
      context.get('stripe-signature'),
      webhookSecret,
    );
    await payments.onEvent(event);
    context.body = { received: true };
  };

  app.use(async (context) => {
    const [, area, id = '', wish] = context.path.split('/');
    const route = `${context.method} /${area}`;
    if (context.path === '/operations/health') context.body = { status: 'ok' };
    else if (context.path === '/operations/open') context.body = { open: store.open().length };
    else if (context.path === '/webhooks/stripe') await webhook(context);
    else if (route === 'POST /payments' && id === '') await pay(context);
    else if (route === 'POST /payments' && (wish === 'capture' || wish === 'refund'))
      await act(context, id, wish);
    else if (route === 'GET /payments' && id === '')
      show(context, store.findByOrder(String(context.query['orderId'])), 200);
    else if (route === 'GET /payments') show(context, store.find(id), 200);
  });
  app.on('error', (error: Error) => {
    process.stderr.write(`${error.name}: ${error.message}\n`);
  });
  return app;
}

const json = async (request: IncomingMessage): Promise<unknown> =>
  JSON.parse((await buffer(request)).toString()) as unknown;

function show(context: Context, payment: Payment | null, status?: number): void {
  if (payment === null) {
    context.status = 404;
    context.body = { error: { code: 'unknown', message: 'No such payment.', nextStep: 'order' } };
    return;
  }
  context.status = status ?? codeOf(payment);
  context.body = {
    paymentId: payment.id,
    orderId: payment.orderId,
    status: payment.status === 'processing' ? 'pending' : payment.status,
    amountMinor: payment.amountMinor,
    currency: payment.currency,
    provider: 'stripe',
    providerReference: payment.intent,
    reason: payment.reason,
    promisedWithinMs: payment.status === 'processing' ? PROMISED_MS : null,
  };
}

function codeOf({ status, reason }: Payment): number {
  if (status === 'not-charged') return reason === 'declined' ? 402 : 503;
  return STATUS_CODES[status];
}
