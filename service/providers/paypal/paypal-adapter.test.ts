import { describe, expect, it } from 'vitest';
import type { ProviderState } from '../adapter.ts';
import {
  APPROVED,
  AUTHORISATION,
  authorisation,
  CAPTURE,
  capture,
  error,
  isTokenRequest,
  order,
  PAYPAL_IDS,
  PAYPAL_ORDER,
  paypalAt,
  refund,
  TOKEN,
  withToken,
} from '../testing/paypal-wire.ts';
import type { Body } from '../testing/paypal-wire.ts';
import { ask, CARD_NUMBER, KEY, OPERATIONS } from '../testing/provider-calls.ts';
import type { CallChanges, CalledOperation, Ids } from '../testing/provider-calls.ts';
import { json, startScriptedServer } from '../testing/scripted-server.ts';
import type { Scripted } from '../testing/scripted-server.ts';

async function play(
  scripted: Scripted,
  operation: CalledOperation,
  changes: CallChanges = {},
  ids: Ids = PAYPAL_IDS,
) {
  await using server = await startScriptedServer(withToken(scripted));
  const answer = await ask(paypalAt(server.baseUrl), operation, ids, changes);
  return { answer, seen: server.seen.filter((request) => !isTokenRequest(request)) };
}

/** One operation against one answer. */
const answerTo = (
  operation: CalledOperation,
  status: number,
  body: Body,
  changes: CallChanges = {},
) => play(() => json(status, body), operation, changes);

const captured: ProviderState = { kind: 'captured', capturedMinor: 1234, refundedMinor: 0 };
const authorised: ProviderState = { kind: 'authorised', authorisedMinor: 1234 };
const refunded: ProviderState = { kind: 'refunded', capturedMinor: 1234, refundedMinor: 1234 };
const amount = { currency_code: 'USD', value: '12.34' };
const unit = { reference_id: 'order-1', custom_id: 'order-1', amount };
const source = {
  payment_source: {
    card: { name: 'Ada Example', number: CARD_NUMBER, expiry: '2031-03', security_code: '123' },
  },
};

describe('what is sent to PayPal', () => {
  it.each<[CalledOperation, CallChanges, string, unknown]>([
    ['create', {}, 'POST /v2/checkout/orders', { intent: 'CAPTURE', purchase_units: [unit] }],
    [
      'create',
      { captureMode: 'manual' },
      'POST /v2/checkout/orders',
      { intent: 'AUTHORIZE', purchase_units: [unit] },
    ],
    ['confirm', {}, `POST /v2/checkout/orders/${PAYPAL_ORDER}/capture`, source],
    [
      'confirm',
      { captureMode: 'manual' },
      `POST /v2/checkout/orders/${PAYPAL_ORDER}/authorize`,
      source,
    ],
    [
      'capture',
      {},
      `POST /v2/payments/authorizations/${AUTHORISATION}/capture`,
      { amount, final_capture: true },
    ],
    ['void', {}, `POST /v2/payments/authorizations/${AUTHORISATION}/void`, null],
    ['refund', {}, `POST /v2/payments/captures/${CAPTURE}/refund`, { amount }],
    ['retrieve', {}, `GET /v2/checkout/orders/${PAYPAL_ORDER}`, null],
  ])('%s %o is %s', async (operation, changes, line, body) => {
    const { seen } = await answerTo(operation, 201, APPROVED[operation], changes);
    const [request] = seen;
    expect(seen).toHaveLength(1);
    expect(`${request?.method} ${request?.path}`).toBe(line);
    expect(request?.body === '' ? null : JSON.parse(request?.body ?? '')).toEqual(body);
    expect(request?.headers['authorization']).toBe(`Bearer ${TOKEN}`);
    expect(request?.headers['prefer']).toBe('return=representation');
    expect(request?.headers['paypal-request-id']).toBe(operation === 'retrieve' ? undefined : KEY);
  });

  it('is nothing at all for a card that is no test card', async () => {
    const { answer, seen } = await answerTo('confirm', 201, APPROVED.confirm, {
      cardNumber: '4111111111111112',
    });
    expect(answer).toMatchObject({ outcome: 'refused', code: 'not-a-test-card' });
    expect(seen).toHaveLength(0);
  });

  it.each(['create', 'capture', 'refund'] as const)(
    'is nothing at all for a %s in a currency that PayPal lacks',
    async (operation) => {
      const { answer, seen } = await answerTo(operation, 201, APPROVED[operation], {
        currency: 'KWD',
      });
      expect(answer).toMatchObject({ outcome: 'refused', code: 'currency-unsupported' });
      expect(seen).toHaveLength(0);
    },
  );
});

describe('an answer of PayPal', () => {
  it.each<[CalledOperation, ProviderState]>([
    ['create', { kind: 'created' }],
    ['confirm', captured],
    ['capture', captured],
    ['void', { kind: 'voided' }],
    ['refund', { kind: 'unknown' }],
    ['retrieve', captured],
  ])('approves a %s that did what was asked', async (operation, state) => {
    const { answer } = await answerTo(operation, 201, APPROVED[operation]);
    expect(answer).toMatchObject({
      outcome: 'approved',
      decline: null,
      object: PAYPAL_ORDER,
      state,
    });
  });

  it.each(OPERATIONS)('approves a %s that was done by an earlier request', async (operation) => {
    const { answer } = await answerTo(operation, 200, APPROVED[operation]);
    expect(answer.outcome).toBe('approved');
  });

  it('names the authorisation and the capture for the calls that draw on them', async () => {
    const held = order('COMPLETED', { authorizations: [authorisation('CREATED')] });
    const manual = await answerTo('confirm', 201, held, { captureMode: 'manual' });
    const automatic = await answerTo('confirm', 201, APPROVED.confirm);
    const taken = await answerTo('capture', 201, capture('COMPLETED', { id: 'CAP-2' }));
    expect(manual.answer).toMatchObject({ authorisation: AUTHORISATION, capture: null });
    expect(automatic.answer).toMatchObject({ authorisation: null, capture: CAPTURE });
    expect(taken.answer).toMatchObject({ authorisation: AUTHORISATION, capture: 'CAP-2' });
  });

  it('approves the minimal order that a create may be left with', async () => {
    const { answer } = await answerTo('create', 201, { id: 'ORDER-1', status: 'CREATED' });
    expect(answer).toMatchObject({ outcome: 'approved', object: 'ORDER-1' });
  });

  it('approves a create that is replayed after its order was paid, and says that it was', async () => {
    const { answer } = await answerTo('create', 200, APPROVED.confirm);
    expect(answer).toMatchObject({ outcome: 'approved', state: captured, capture: CAPTURE });
  });

  it('approves a manual confirm that holds, and does not take a hold for a payment', async () => {
    const body = order('COMPLETED', { authorizations: [authorisation('CREATED')] });
    const manual = await answerTo('confirm', 201, body, { captureMode: 'manual' });
    const automatic = await answerTo('confirm', 201, body);
    expect(manual.answer).toMatchObject({ outcome: 'approved', state: authorised });
    expect(automatic.answer).toMatchObject({ outcome: 'unknown', state: authorised });
  });

  it('asks for the customer when it wants an action', async () => {
    const { answer } = await answerTo('confirm', 200, order('PAYER_ACTION_REQUIRED'));
    expect(answer).toMatchObject({ outcome: 'action-required', state: { kind: 'created' } });
  });

  it('approves a capture that was refunded since, and says so', async () => {
    const { answer } = await answerTo('capture', 200, capture('REFUNDED'));
    expect(answer).toMatchObject({ outcome: 'approved', state: refunded });
  });

  it('declines a capture that could not be taken, and leaves the hold to be read', async () => {
    const { answer } = await answerTo('capture', 201, capture('DECLINED'));
    expect(answer).toMatchObject({
      outcome: 'declined',
      decline: 'soft',
      state: { kind: 'unknown' },
    });
  });

  it('approves a void that is acknowledged without a body', async () => {
    const { answer } = await play(() => ({ kind: 'answer', status: 204, body: '' }), 'void');
    expect(answer).toMatchObject({ outcome: 'approved', state: { kind: 'voided' } });
  });

  it('refuses a refund that failed', async () => {
    const { answer } = await answerTo('refund', 201, refund('FAILED'));
    expect(answer).toMatchObject({ outcome: 'refused', code: 'refund-failed' });
  });

  const paid = { captures: [capture('COMPLETED')] };
  const otherOrder = { supplementary_data: { related_ids: { order_id: 'OTHER' } } };
  it.each<[string, CalledOperation, Body]>([
    [
      'a capture that is pending',
      'confirm',
      order('COMPLETED', { captures: [capture('PENDING')] }),
    ],
    ['a completed order without payments', 'confirm', order('COMPLETED')],
    ['an order that went back to open', 'confirm', order('CREATED')],
    [
      'a payment of less',
      'confirm',
      order('COMPLETED', {
        captures: [capture('COMPLETED', { amount: { currency_code: 'USD', value: '10.00' } })],
      }),
    ],
    ['another order', 'confirm', { ...order('COMPLETED', paid), id: 'OTHER' }],
    [
      'the order of another merchant reference',
      'confirm',
      order('COMPLETED', paid, { custom_id: 'o' }),
    ],
    [
      'an order over another amount',
      'create',
      order('CREATED', null, { amount: { ...amount, value: '1.00' } }),
    ],
    [
      'an order over another currency',
      'create',
      order('CREATED', null, { amount: { ...amount, currency_code: 'EUR' } }),
    ],
    ['an order with a status that nobody knows', 'create', order('TELEPORTED')],
    [
      'a payment with a status that nobody knows',
      'confirm',
      order('COMPLETED', { captures: [capture('TELEPORTED')] }),
    ],
    [
      'a payment without an amount',
      'confirm',
      order('COMPLETED', { captures: [{ id: 'C', status: 'COMPLETED' }] }),
    ],
    [
      'payments that are no list',
      'confirm',
      order('COMPLETED', null, { payments: { captures: {} } }),
    ],
    [
      'two purchase units',
      'confirm',
      { ...order('COMPLETED', paid), purchase_units: [unit, unit] },
    ],
    ['a capture that is pending', 'capture', capture('PENDING')],
    ['a capture with a status that nobody knows', 'capture', capture('TELEPORTED')],
    [
      'a capture of another amount',
      'capture',
      capture('COMPLETED', { amount: { ...amount, value: '1.00' } }),
    ],
    ['a capture of another order', 'capture', capture('COMPLETED', otherOrder)],
    ['a hold that is still there', 'void', authorisation('CREATED')],
    ['another hold that is gone', 'void', authorisation('VOIDED', { id: 'OTHER' })],
    ['the hold of another order', 'void', authorisation('VOIDED', otherOrder)],
    ['a refund that is pending', 'refund', refund('PENDING')],
    ['a refund with a status that nobody knows', 'refund', refund('TELEPORTED')],
    [
      'a refund of another amount',
      'refund',
      refund('COMPLETED', { amount: { ...amount, value: '1.00' } }),
    ],
    ['an empty object', 'confirm', {}],
    ['an error with status 200', 'confirm', error('UNPROCESSABLE_ENTITY', 'INSTRUMENT_DECLINED')],
  ])('proves nothing as %s (%s)', async (_what, operation, body) => {
    const { answer } = await answerTo(operation, 201, body);
    expect(answer).toMatchObject({ outcome: 'unknown', decline: null });
  });
});

describe('a retrieved order', () => {
  const voided = [authorisation('VOIDED')];
  it.each<[string, Body, ProviderState]>([
    ['open', order('CREATED'), { kind: 'created' }],
    ['open', order('APPROVED'), { kind: 'created' }],
    ['shut', order('VOIDED'), { kind: 'voided' }],
    ['held', order('COMPLETED', { authorizations: [authorisation('CREATED')] }), authorised],
    ['shut', order('COMPLETED', { authorizations: voided }), { kind: 'voided' }],
    [
      'in doubt',
      order('COMPLETED', { authorizations: [authorisation('PENDING')] }),
      { kind: 'unknown' },
    ],
    [
      'in doubt',
      order('COMPLETED', { authorizations: [authorisation('CAPTURED')] }),
      { kind: 'unknown' },
    ],
    [
      'taken from a hold',
      order('COMPLETED', {
        authorizations: [authorisation('CAPTURED')],
        captures: [capture('COMPLETED')],
      }),
      captured,
    ],
    [
      'partly given back',
      order('COMPLETED', {
        captures: [capture('PARTIALLY_REFUNDED')],
        refunds: [refund('COMPLETED', { amount: { ...amount, value: '10.00' } })],
      }),
      { kind: 'captured', capturedMinor: 1234, refundedMinor: 1000 },
    ],
    [
      'in doubt',
      order('COMPLETED', { captures: [capture('PARTIALLY_REFUNDED')] }),
      { kind: 'unknown' },
    ],
    ['given back', order('COMPLETED', { captures: [capture('REFUNDED')] }), refunded],
    [
      'given back',
      order('COMPLETED', { captures: [capture('REFUNDED')], refunds: [refund('COMPLETED')] }),
      refunded,
    ],
    [
      'not given back yet',
      order('COMPLETED', { captures: [capture('COMPLETED')], refunds: [refund('PENDING')] }),
      captured,
    ],
    ['in doubt', order('COMPLETED', { captures: [capture('PENDING')] }), { kind: 'unknown' }],
  ])('is %s', async (_what, body, state) => {
    const { answer } = await answerTo('retrieve', 200, body);
    expect(answer).toMatchObject({ outcome: 'approved', object: PAYPAL_ORDER, state });
  });

  it('tells why it was declined', async () => {
    const denied = authorisation('DENIED', { processor_response: { response_code: '9520' } });
    const { answer } = await answerTo(
      'retrieve',
      200,
      order('COMPLETED', { authorizations: [denied] }),
    );
    expect(answer).toMatchObject({
      outcome: 'approved',
      code: '9520',
      decline: 'hard',
      state: { kind: 'declined' },
    });
  });
});

describe('a call without the id that it draws on', () => {
  const held = order('COMPLETED', { authorizations: [authorisation('CREATED')] });
  const taken = order('COMPLETED', { captures: [capture('COMPLETED')] });
  const noIds: Ids = { object: PAYPAL_ORDER, authorisation: null, capture: null };
  const found =
    (body: Body, operation: CalledOperation): Scripted =>
    ({ method }) =>
      method === 'GET' ? json(200, body) : json(201, APPROVED[operation]);

  it.each<[CalledOperation, Body, string]>([
    ['capture', held, `/v2/payments/authorizations/${AUTHORISATION}/capture`],
    ['void', held, `/v2/payments/authorizations/${AUTHORISATION}/void`],
    ['refund', taken, `/v2/payments/captures/${CAPTURE}/refund`],
  ])('finds it in the order for a %s', async (operation, body, path) => {
    const { answer, seen } = await play(found(body, operation), operation, {}, noIds);
    expect(answer.outcome).toBe('approved');
    expect(seen.map((request) => request.path)).toEqual([
      `/v2/checkout/orders/${PAYPAL_ORDER}`,
      path,
    ]);
  });

  it.each<[CalledOperation, Body, ProviderState]>([
    ['capture', order('CREATED'), { kind: 'created' }],
    ['void', order('CREATED'), { kind: 'created' }],
    ['void', taken, captured],
    ['refund', held, authorised],
  ])(
    'refuses a %s where the order has none, and says what it is',
    async (operation, body, state) => {
      const { answer, seen } = await play(found(body, operation), operation, {}, noIds);
      expect(answer).toMatchObject({ outcome: 'refused', state });
      expect(seen).toHaveLength(1);
    },
  );

  it('is not processed when the order cannot be read', async () => {
    const { answer, seen } = await play(
      () => json(500, error('INTERNAL_SERVER_ERROR')),
      'void',
      {},
      noIds,
    );
    expect(answer).toMatchObject({
      outcome: 'not-processed',
      code: 'lookup-INTERNAL_SERVER_ERROR',
      state: { kind: 'none' },
    });
    expect(seen).toHaveLength(1);
  });
});

describe('what is no answer of PayPal', () => {
  const pages = [
    ['an HTML page', 502, '<html>Bad Gateway</html>', 'http-502'],
    ['an empty body', 200, '', 'malformed'],
    ['an empty body', 201, '', 'malformed'],
    ['half an object', 201, '{"id":"5O190127TN364715T","sta', 'malformed'],
    ['a list', 200, '[]', 'malformed'],
    ['a page that calls itself a success', 200, '<html>Welcome</html>', 'malformed'],
    ['an object without a name', 503, '{}', 'http-503'],
    ['an object in a 200', 200, '{}', 'unexpected-object'],
    ['a rate limit that PayPal did not write', 429, 'slow down', 'http-429'],
    ['a redirect', 302, '{}', 'redirect'],
    ['an acceptance', 202, JSON.stringify(APPROVED.confirm), 'http-202'],
  ] as const;

  it.each(OPERATIONS.flatMap((operation) => pages.map((page) => ({ operation, page }))))(
    'leaves a $operation unknown after $page.0 ($page.1)',
    async ({ operation, page }) => {
      const [, status, body, code] = page;
      const { answer, seen } = await play(() => ({ kind: 'answer', status, body }), operation);
      expect(answer).toMatchObject({ outcome: 'unknown', code, state: { kind: 'unknown' } });
      expect(seen).toHaveLength(1);
    },
  );

  it.each(OPERATIONS.filter((operation) => operation !== 'void'))(
    'leaves a %s unknown after a 204, which only a void is answered with',
    async (operation) => {
      const { answer } = await play(() => ({ kind: 'answer', status: 204, body: '' }), operation);
      expect(answer).toMatchObject({ outcome: 'unknown', code: 'http-204' });
    },
  );

  it('leaves the payment unknown when the answer is lost', async () => {
    const { answer } = await play(() => ({ kind: 'reset' }), 'confirm');
    expect(answer).toMatchObject({ outcome: 'unknown', code: 'ECONNRESET', object: PAYPAL_ORDER });
  });
});
