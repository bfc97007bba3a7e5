import { createHash } from 'node:crypto';
import type { GatewayName } from '../../harness/core/outcome.ts';
import type { Answer, Signer } from '../kernel/answer.ts';
import type { Call, Dialect, GatewayContext, OpenDialect, Route } from '../kernel/dialect.ts';
import type { IdempotencyRules } from '../kernel/idempotency-rules.ts';
import { askIssuer } from '../kernel/issuer.ts';
import { readPath } from '../kernel/match-fields.ts';
import type { PaymentFacts } from '../kernel/payment-facts.ts';

// The smallest provider with a token, a payment and money: tests of faults and of the control API
// are about the kernel's doings, whatever the real dialects say.

interface Payment {
  readonly id: string;
  readonly order: string;
  status: 'created' | 'paid' | 'declined' | 'refunded';
}

const AMOUNT_MINOR = 1000;

export const createTinyDialect = (name: GatewayName = 'paypal'): Dialect => ({ name, open });

function open(gateway: GatewayContext): OpenDialect {
  const payments = gateway.createStore<Payment>('payments');
  const tokens = gateway.createStore<number>('tokens');
  const orderOf = (id: string | undefined) => payments.get(id ?? '')?.order ?? null;

  let generation = 0;
  const sign = (signer: Signer, text: string): string =>
    signer === 'nobody'
      ? ''
      : `${signer}-${generation}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;

  const issueToken = ({ overrides }: Call): Answer => {
    const token = gateway.ids.next('token_', 12);
    tokens.set(token, gateway.clock.now() + (overrides.tokenLifetimeMs ?? 3_600_000));
    return answer(200, { token });
  };
  const create = ({ request, report }: Call): Answer => {
    const order = readOrder(request.json);
    const payment: Payment = { id: `payment-${order}`, order, status: 'created' };
    payments.set(payment.id, payment);
    report.object = payment.id;
    return answer(201, payment);
  };
  const confirm = ({ request, report, overrides, exchange }: Call): Answer => {
    const payment = payments.get(request.params['id'] ?? '');
    if (payment === undefined) return answer(404, { error: 'not found' });
    report.object = payment.id;
    const issuer = askIssuer('4242424242424242', overrides);
    if (issuer?.kind === 'decline') {
      payment.status = 'declined';
      report.decline = { kind: issuer.decline, code: issuer.reason };
      return answer(402, { error: issuer.reason });
    }
    payment.status = 'paid';
    const { id: object, order } = payment;
    for (const movement of ['authorise', 'capture'] as const) {
      gateway.ledger.record({
        movement,
        order,
        object,
        authorisation: object,
        amountMinor: AMOUNT_MINOR,
        currency: 'EUR',
        exchange,
      });
    }
    gateway.publish({ id: `event-${order}`, type: 'paid', order, object, body: '{}' });
    return answer(200, payment);
  };
  const refund = ({ request, report, exchange }: Call): Answer => {
    const payment = payments.get(request.params['id'] ?? '');
    if (payment?.status !== 'paid') return answer(409, { error: 'not paid' });
    payment.status = 'refunded';
    report.object = payment.id;
    const { id: object, order } = payment;
    gateway.ledger.record({
      movement: 'refund',
      order,
      object,
      authorisation: object,
      amountMinor: AMOUNT_MINOR,
      currency: 'EUR',
      exchange,
    });
    gateway.publish({
      id: `refund-${order}`,
      type: 'refunded',
      order,
      object,
      body: '{"status":"refunded"}',
    });
    return answer(200, payment);
  };
  const retrieve = ({ request }: Call): Answer => {
    const payment = payments.get(request.params['id'] ?? '');
    return payment === undefined ? answer(404, { error: 'not found' }) : answer(200, payment);
  };

  return {
    routes: [
      route('POST', '/token', 'token', issueToken, { isOpen: true }),
      route('POST', '/payments', 'create', create, {
        orderOf: (request) => readOrder(request.json),
      }),
      route('POST', '/payments/:id/confirm', 'confirm', confirm, {
        orderOf: ({ params }) => orderOf(params['id']),
      }),
      route('POST', '/payments/:id/refund', 'refund', refund, {
        orderOf: ({ params }) => orderOf(params['id']),
      }),
      route('GET', '/payments/:id', 'retrieve', retrieve, {
        orderOf: ({ params }) => orderOf(params['id']),
      }),
    ],
    environment: {},
    errors: {
      status: (status) => answer(status, { error: 'technical' }),
      rateLimited: (seconds) => answer(429, { error: 'slow down' }, seconds),
      maintenance: (seconds) => answer(503, { error: 'back soon' }, seconds),
    },
    idempotency: NO_KEYS,
    webhooks: {
      dress: ({ id, type, body }, { nowMs, signer }) => ({
        headers: {
          'x-id': id,
          'x-type': type,
          'x-time': String(nowMs),
          'x-sign': sign(signer, body),
        },
        body,
      }),
      isAccepted: (status) => status >= 200 && status < 300,
      order: 'none',
      retryDelaysMs: [60_000],
      timeoutMs: 1000,
    },
    bodyLimitBytes: 10_000,
    nextExchangeId: () => gateway.ids.next('exchange_', 10),
    seal: (given, { signer }) => ({
      ...given,
      headers: { ...given.headers, 'x-sign': sign(signer, given.body) },
    }),
    signsAnswers: true,
    factsOf: ({ json }) => factsIn(json),
    rotateKeys: (rotation) => {
      generation = rotation?.generation ?? 0;
    },
    authenticate: ({ headers }) => {
      const { authorization } = headers;
      if (authorization === undefined) return null;
      const isLive = (tokens.get(authorization) ?? 0) > gateway.clock.now();
      return isLive ? null : answer(401, { error: 'token' });
    },
    refuse: (problem) => answer(400, { error: problem }),
    expireTokens: () => {
      tokens.clear();
    },
    countPayments: () => payments.size,
  };
}

function factsIn(body: unknown): PaymentFacts {
  const text = (path: string): string => {
    const value = readPath(body, path);
    return typeof value === 'string' ? value : '';
  };
  return {
    amountMinor: AMOUNT_MINOR,
    currency: text('currency') || 'EUR',
    ...(text('card') === '' ? {} : { cardNumber: text('card'), method: 'card' }),
    ...(text('bank') === '' ? {} : { bank: text('bank') }),
    ...(text('region') === '' ? {} : { region: text('region') }),
  };
}

/** The same with a settlement file of plain JSON. */
export const createSettlingDialect = (): Dialect => ({
  name: 'paypal',
  open: (gateway) => ({
    ...open(gateway),
    settlement: {
      feeMinorOf: () => 10,
      render: (lines) => ({
        name: 'tiny.json',
        contentType: 'application/json',
        body: JSON.stringify(lines),
      }),
    },
  }),
});

const NO_KEYS: IdempotencyRules = {
  keyOf: () => null,
  scopeOf: () => '',
  retentionMs: () => 0,
  mismatch: () => answer(400, { error: 'mismatch' }),
  inFlight: () => answer(409, { error: 'in flight' }),
  replay: (kept) => kept.answer,
  keep: () => null,
};

function route(
  method: Route['method'],
  path: string,
  operation: Exclude<Route['operation'], (...given: never[]) => unknown>,
  handle: Route['handle'],
  more: { readonly isOpen?: boolean; readonly orderOf?: Route['orderOf'] } = {},
): Route {
  return { method, path, operation, body: 'json', handle, orderOf: () => null, ...more };
}

function answer(status: number, body: unknown, retryAfterSeconds?: number): Answer {
  const text = JSON.stringify(body);
  return {
    status,
    headers: {
      'content-type': 'application/json',
      // Long enough that a cut or a dribble has something to work on.
      'x-digest': createHash('sha256').update(text).digest('hex'),
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
    body: text,
  };
}

const readOrder = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'order' in body ? String(body.order) : '';
