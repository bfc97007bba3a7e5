import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TEST_CARDS } from '../../../harness/core/test-cards.ts';
import {
  PATIENCE,
  at,
  textAt,
  cardOf,
  orderBody,
  startRig,
  type Reply,
  type Rig,
} from './rig.fixture.ts';

const ORDERS = '/v2/checkout/orders';
const CARD = { payment_source: { card: cardOf(TEST_CARDS.visa.number) } };

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

const keyed = (key: string, more: object = {}) => ({ 'paypal-request-id': key, ...more });

const post = (path: string, body: unknown, key: string, more: object = {}): Promise<Reply> =>
  rig.ask('POST', path, body, keyed(key, more));

async function createdOrder(intent: 'CAPTURE' | 'AUTHORIZE'): Promise<string> {
  return textAt((await rig.ask('POST', ORDERS, orderBody(intent))).body, 'id');
}

async function authorized(): Promise<string> {
  const reply = await rig.ask(
    'POST',
    `${ORDERS}/${await createdOrder('AUTHORIZE')}/authorize`,
    CARD,
  );
  const payments = at(reply.body, 'purchase_units', 0, 'payments');
  return textAt(payments, 'authorizations', 0, 'id');
}

const issueOf = (reply: Reply): unknown => at(reply.body, 'details', 0, 'issue');

describe('a repeated PayPal-Request-Id', () => {
  it('creates one order and answers 200 with its latest status', async () => {
    const first = await post(ORDERS, orderBody('CAPTURE'), 'k1');
    expect(first.status).toBe(201);
    const again = await post(ORDERS, orderBody('CAPTURE'), 'k1');
    expect(again.status).toBe(200);
    expect(at(again.body, 'id')).toEqual(at(first.body, 'id'));
    expect(at(again.body, 'status')).toBe('CREATED');
    await rig.ask('POST', `${ORDERS}/${textAt(first.body, 'id')}/capture`, CARD);
    const later = await post(ORDERS, orderBody('CAPTURE'), 'k1');
    expect(later.body).toMatchObject({ id: at(first.body, 'id'), status: 'COMPLETED' });
    expect(rig.gateway.journal(1)[0]).toMatchObject({ isReplay: true, key: 'k1' });
  });

  it('captures an order once', async () => {
    const path = `${ORDERS}/${await createdOrder('CAPTURE')}/capture`;
    expect((await post(path, CARD, 'k1')).status).toBe(201);
    const again = await post(path, CARD, 'k1');
    expect(again).toMatchObject({ status: 200, body: { status: 'COMPLETED' } });
    expect(rig.movements()).toEqual(['authorise 10000', 'capture 10000']);
  });

  it('captures an authorization once and shows that it was refunded since', async () => {
    const path = `/v2/payments/authorizations/${await authorized()}/capture`;
    const first = await post(path, {}, 'k1');
    expect(first).toMatchObject({ status: 201, body: { status: 'COMPLETED' } });
    await rig.ask('POST', `/v2/payments/captures/${textAt(first.body, 'id')}/refund`, {});
    const again = await post(path, {}, 'k1');
    expect(again).toMatchObject({
      status: 201,
      body: { id: at(first.body, 'id'), status: 'REFUNDED' },
    });
  });

  it('refunds once, in the detail that the repetition prefers', async () => {
    const captured = await rig.ask(
      'POST',
      `/v2/payments/authorizations/${await authorized()}/capture`,
    );
    const path = `/v2/payments/captures/${textAt(captured.body, 'id')}/refund`;
    const amount = { currency_code: 'USD', value: '10.00' };
    const first = await post(path, { amount }, 'k1');
    const again = await post(path, { amount }, 'k1', { prefer: 'return=representation' });
    expect(at(first.body, 'amount')).toBeUndefined();
    expect(again).toMatchObject({ status: 201, body: { id: at(first.body, 'id'), amount } });
    expect(rig.movements().filter((it) => it.startsWith('refund'))).toEqual(['refund 1000']);
  });

  it('voids and reauthorizes once', async () => {
    const authorization = await authorized();
    rig.pass(4 * 86_400_000);
    const path = `/v2/payments/authorizations/${authorization}`;
    const renewed = await post(`${path}/reauthorize`, {}, 'k1');
    expect(at((await post(`${path}/reauthorize`, {}, 'k1')).body, 'id')).toEqual(
      at(renewed.body, 'id'),
    );
    expect((await post(`${path}/void`, undefined, 'k2')).status).toBe(204);
    expect((await post(`${path}/void`, undefined, 'k2')).status).toBe(204);
    const told = await post(`${path}/void`, undefined, 'k2', { prefer: 'return=representation' });
    expect(told).toMatchObject({ status: 200, body: { status: 'VOIDED' } });
    expect(rig.movements()).toEqual([
      'authorise 10000',
      'void 10000',
      'authorise 10000',
      'void 10000',
    ]);
  });

  it('is refused with another body, and moves nothing', async () => {
    await post(ORDERS, orderBody('CAPTURE'), 'k1');
    const other = await post(ORDERS, orderBody('CAPTURE', '99.00'), 'k1');
    expect(other.status).toBe(422);
    expect(issueOf(other)).toBe('PAYPAL_REQUEST_ID_PREVIOUSLY_USED');
    expect(rig.gateway.status().payments).toBe(1);
  });

  it('is refused for another authorization', async () => {
    const paths = [await authorized(), await authorized()].map(
      (id) => `/v2/payments/authorizations/${id}/capture`,
    );
    await post(paths[0] ?? '', {}, 'k1');
    expect(issueOf(await post(paths[1] ?? '', {}, 'k1'))).toBe('PAYPAL_REQUEST_ID_PREVIOUSLY_USED');
  });

  it('may be used again for another kind of call', async () => {
    const created = await post(ORDERS, orderBody('CAPTURE'), 'k1');
    const path = `${ORDERS}/${textAt(created.body, 'id')}/capture`;
    expect((await post(path, CARD, 'k1')).status).toBe(201);
  });

  it('is free again after an error', async () => {
    const path = `${ORDERS}/${await createdOrder('CAPTURE')}/capture`;
    expect(issueOf(await post(path, {}, 'k1'))).toBe('ORDER_NOT_APPROVED');
    expect((await post(path, CARD, 'k1')).status).toBe(201);
  });

  it('shows a decline again, since a declined card is an outcome', async () => {
    const path = `${ORDERS}/${await createdOrder('CAPTURE')}/capture`;
    const lost = { payment_source: { card: cardOf(TEST_CARDS['lost-card'].number) } };
    await post(path, lost, 'k1');
    const again = await post(path, lost, 'k1');
    expect(again).toMatchObject({
      status: 200,
      body: { purchase_units: [{ payments: { captures: [{ status: 'DECLINED' }] } }] },
    });
  });

  it('is forgotten after six hours for orders, 45 days for payments', async () => {
    const authorization = await authorized();
    const first = await post(ORDERS, orderBody('CAPTURE'), 'k1');
    const path = `/v2/payments/authorizations/${authorization}/capture`;
    const amount = { amount: { currency_code: 'USD', value: '1.00' } };
    const captured = await post(path, amount, 'k2');
    rig.pass(6 * 3_600_000 + 1);
    const later = await post(ORDERS, orderBody('CAPTURE'), 'k1');
    expect(later.status).toBe(201);
    expect(at(later.body, 'id')).not.toEqual(at(first.body, 'id'));
    expect(at((await post(path, amount, 'k2')).body, 'id')).toEqual(at(captured.body, 'id'));
  });
});

describe('the same PayPal-Request-Id at the same time', () => {
  it('is in progress until the first is answered, and has one effect', async () => {
    const path = `${ORDERS}/${await createdOrder('CAPTURE')}/capture`;
    rig.arm('latency', { distribution: 'fixed', delayMs: 60_000, moment: 'after-processing' });
    const slow = post(path, CARD, 'k1');
    await expect.poll(() => rig.gateway.status().inFlight, PATIENCE).toBe(1);
    rig.gateway.faults.clearAll();
    const second = await post(path, CARD, 'k1');
    expect(second).toMatchObject({ status: 409, body: { name: 'RESOURCE_CONFLICT' } });
    expect(issueOf(second)).toBe('PREVIOUS_REQUEST_IN_PROGRESS');
    rig.clock.advance(60_000);
    expect((await slow).status).toBe(201);
    expect((await post(path, CARD, 'k1')).status).toBe(200);
    expect(rig.movements()).toEqual(['authorise 10000', 'capture 10000']);
  });

  it('captures once however many come together', async () => {
    const path = `/v2/payments/authorizations/${await authorized()}/capture`;
    const replies = await Promise.all(Array.from({ length: 20 }, () => post(path, {}, 'k1')));
    expect(new Set(replies.map((reply) => textAt(reply.body, 'id'))).size).toBe(1);
    expect(rig.movements()).toEqual(['authorise 10000', 'capture 10000']);
  });

  it('is found again after the answer was lost', async () => {
    const path = `${ORDERS}/${await createdOrder('CAPTURE')}/capture`;
    rig.arm('processed-then-500');
    expect((await post(path, CARD, 'k1')).status).toBe(500);
    rig.gateway.faults.clearAll();
    expect(await post(path, CARD, 'k1')).toMatchObject({
      status: 200,
      body: { status: 'COMPLETED' },
    });
    expect(rig.movements()).toEqual(['authorise 10000', 'capture 10000']);
  });
});
