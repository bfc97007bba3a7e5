import { randomUUID } from 'node:crypto';
import express, { type Express, type Request, type Response } from 'express';
import type { Card } from './provider.ts';
import type { Payment, Store, Wish } from './store.ts';

interface Checkout extends Pick<Payment, 'orderId' | 'amountMinor' | 'currency' | 'capture'> {
  readonly card: Card;
}

/** What the routes need of payments, shipped or mended. Each comes back when it has an answer. */
export interface Payments {
  pay(payment: Payment, card: Card): Promise<void>;
  fulfil(payment: Payment, wish: Wish): Promise<void>;
}

/** How soon a customer is promised an end. */
const PROMISED_MS = 20_000;
const STATUS_CODES = { processing: 202, authorised: 201, paid: 201, refunded: 200 } as const;

export function createApp(store: Store, payments: Payments): Express {
  const app = express();
  app.use(express.json());

  app.post('/payments', async (request: Request<object, unknown, Checkout>, response) => {
    const { orderId, amountMinor, currency, capture, card } = request.body;
    const known = store.findByOrder(orderId);
    if (known !== null) return show(response, known);
    const id = `pay_${randomUUID()}`;
    store.insert({
      id,
      orderId,
      amountMinor,
      currency,
      capture,
      status: 'processing',
      provider: null,
      reference: null,
      reason: null,
      wish: null,
      createdAt: Date.now(),
    });
    const payment = store.find(id);
    if (payment !== null) await payments.pay(payment, card);
    return show(response, store.find(id));
  });

  for (const wish of ['capture', 'refund'] as const) {
    app.post(`/payments/:id/${wish}`, async (request: Request<{ id: string }>, response) => {
      const payment = store.find(request.params.id);
      if (payment === null) return show(response, null);
      store.update(payment.id, { wish });
      await payments.fulfil(payment, wish);
      return show(response, store.find(payment.id));
    });
  }

  app.get('/payments/:id', (request, response) =>
    show(response, store.find(request.params.id), 200),
  );
  app.get('/payments', (request, response) => {
    const { orderId } = request.query;
    show(response, typeof orderId === 'string' ? store.findByOrder(orderId) : null, 200);
  });
  // Providers are asked, not believed.
  app.post('/webhooks/:provider', (_request, response) => void response.sendStatus(200));
  app.get('/operations/health', (_request, response) => void response.json({ status: 'ok' }));
  app.get('/operations/open', (_request, response) => {
    response.json({ open: store.open().length });
  });
  return app;
}

function show(response: Response, payment: Payment | null, status?: number): void {
  if (payment === null) {
    const message = 'There is no such payment.';
    response.status(404).json({ error: { code: 'unknown', message, nextStep: 'order again' } });
    return;
  }
  const {
    id: paymentId,
    reference: providerReference,
    wish: _wish,
    createdAt: _at,
    ...rest
  } = payment;
  const isOpen = payment.status === 'processing';
  response.status(status ?? codeOf(payment)).json({
    ...rest,
    paymentId,
    providerReference,
    status: isOpen ? 'pending' : payment.status,
    promisedWithinMs: isOpen ? PROMISED_MS : null,
  });
}

function codeOf({ status, reason }: Payment): number {
  if (status === 'not-charged') return reason === 'declined' ? 402 : 503;
  return STATUS_CODES[status];
}
