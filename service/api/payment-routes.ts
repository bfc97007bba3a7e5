import { hash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { assertNever } from '../../harness/core/assert-never.ts';
import { parseIdempotencyKey } from '../../harness/core/ids.ts';
import { isCurrency } from '../../harness/core/money.ts';
import type { PayRequest } from '../../harness/core/target-api.ts';
import type { Payments, Told } from '../payments/payments.ts';
import type { Payment } from '../payments/payment.ts';
import { orderOf, PAY_REQUEST_SCHEMA } from './pay-request.ts';
import { statusCodeOf, viewOf } from './payment-view.ts';
import { PROBLEMS, type Problem } from './problems.ts';

export function registerPaymentRoutes(app: FastifyInstance, payments: Payments): void {
  app.post<{ Body: PayRequest }>(
    '/payments',
    { schema: { body: PAY_REQUEST_SCHEMA } },
    async (request, reply) => {
      const key = keyOf(request);
      if (key === null) return refuse(reply, PROBLEMS.keyMissing);
      if (!isCurrency(request.body.currency)) return refuse(reply, PROBLEMS.currencyUnknown);
      const fingerprint = fingerprintOf(request.body);
      return answer(reply, await payments.pay(orderOf(request.body), { key, fingerprint }));
    },
  );

  for (const goal of ['capture', 'refund'] as const) {
    app.post<{ Params: { id: string } }>(`/payments/:id/${goal}`, async (request, reply) => {
      const key = keyOf(request);
      if (key === null) return refuse(reply, PROBLEMS.keyMissing);
      const told = await payments[goal](request.params.id, { key, fingerprint: '' });
      return answer(reply, told);
    });
  }

  app.get<{ Params: { id: string } }>('/payments/:id', async (request, reply) => {
    const payment = payments.find(request.params.id);
    await payments.settled();
    return show(reply, payment);
  });

  app.get<{ Querystring: { orderId?: string } }>('/payments', async (request, reply) => {
    const { orderId } = request.query;
    if (orderId === undefined) return refuse(reply, PROBLEMS.invalid);
    const payment = payments.findByOrder(orderId);
    await payments.settled();
    return show(reply, payment);
  });
}

function answer(reply: FastifyReply, told: Told): FastifyReply {
  switch (told.kind) {
    case 'payment':
      return reply
        .code(statusCodeOf(told.payment, told.isNew))
        .send(viewOf(told.payment, Date.now()));
    case 'key-reused':
      return refuse(reply, PROBLEMS.keyReused);
    case 'order-differs':
      return refuse(reply, PROBLEMS.orderDiffers);
    case 'card-refused':
      return refuse(reply, PROBLEMS.cardRefused);
    case 'not-possible':
      return refuse(reply, PROBLEMS.notPossible);
    case 'unknown-payment':
      return refuse(reply, PROBLEMS.unknownPayment);
    case 'not-stored':
      return refuse(reply, PROBLEMS.unavailable);
    default:
      return assertNever(told);
  }
}

const show = (reply: FastifyReply, payment: Payment | null): FastifyReply =>
  payment === null
    ? refuse(reply, PROBLEMS.unknownPayment)
    : reply.send(viewOf(payment, Date.now()));

export const refuse = (reply: FastifyReply, { status, error }: Problem): FastifyReply =>
  reply.code(status).send({ error });

function keyOf(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string') return null;
  try {
    return parseIdempotencyKey(key);
  } catch {
    return null;
  }
}

// Hashed, since the body holds a card. The schema fixes the fields; their order may differ.
function fingerprintOf(body: PayRequest): string {
  const { orderId, amountMinor, currency, capture, card, customer, locale } = body;
  const canonical = JSON.stringify([
    [orderId, amountMinor, currency, capture, locale],
    [card.number, card.expiryMonth, card.expiryYear, card.cvc],
    [customer.name, customer.email],
  ]);
  return hash('sha256', canonical, 'base64url');
}
