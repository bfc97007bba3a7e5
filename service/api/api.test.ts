import { describe, expect, it } from 'vitest';
import type { PaymentView, PayRequest } from '../../harness/core/target-api.ts';
import { cardNamed, startRig, type Rig } from '../testing/rig.ts';

const body = (over: Partial<PayRequest> = {}): PayRequest => ({
  orderId: 'order-1',
  amountMinor: 1999,
  currency: 'EUR',
  capture: 'automatic',
  card: cardNamed('visa'),
  customer: { name: 'Ada Example', email: 'ada@example.com' },
  locale: 'en',
  ...over,
});

const post = async (rig: Rig, url: string, payload: unknown, key: string | null = 'key-1') => {
  const headers = key === null ? {} : { 'idempotency-key': key };
  const answer = await rig.service.app.inject({
    method: 'POST',
    url,
    headers,
    payload: payload as object,
  });
  return {
    status: answer.statusCode,
    view: answer.json<PaymentView & { error: { code: string } }>(),
  };
};
const get = async (rig: Rig, url: string) => {
  const answer = await rig.service.app.inject({ url });
  return { status: answer.statusCode, view: answer.json<PaymentView>() };
};

describe('POST /payments', () => {
  it('answers 201 with the paid payment, and 200 when it is repeated', async () => {
    await using rig = startRig();
    const first = await post(rig, '/payments', body());
    expect(first.status).toBe(201);
    expect(first.view).toMatchObject({
      orderId: 'order-1',
      status: 'paid',
      amountMinor: 1999,
      provider: 'stripe',
      providerReference: 'stripe_1',
      promisedWithinMs: null,
      degraded: false,
    });
    const again = await post(rig, '/payments', body());
    expect(again.status).toBe(200);
    expect(again.view.paymentId).toBe(first.view.paymentId);
  });

  it('lets the same key join the payment in flight, to the same answer', async () => {
    await using rig = startRig();
    const answers = await Promise.all([1, 2, 3].map(() => post(rig, '/payments', body())));
    expect(answers.map(({ view }) => view.status)).toEqual(['paid', 'paid', 'paid']);
    expect(new Set(answers.map(({ view }) => view.paymentId)).size).toBe(1);
    expect(rig.netOf('order-1')).toBe(1999);
  });

  it('never makes a second payment for an order, whatever the key', async () => {
    await using rig = startRig();
    const tabs = ['key-1', 'key-2', 'key-3'];
    const answers = await Promise.all(tabs.map((key) => post(rig, '/payments', body(), key)));
    expect(new Set(answers.map(({ view }) => view.paymentId)).size).toBe(1);
    expect(rig.netOf('order-1')).toBe(1999);
    const differs = await post(rig, '/payments', body({ amountMinor: 5 }), 'key-4');
    expect([differs.status, differs.view.error.code]).toEqual([409, 'order-differs']);
  });

  it('refuses a key that was used for another body', async () => {
    await using rig = startRig();
    await post(rig, '/payments', body());
    const other = await post(rig, '/payments', body({ orderId: 'order-2' }));
    expect([other.status, other.view.error.code]).toEqual([422, 'idempotency-key-reused']);
    expect(rig.netOf('order-2')).toBe(0);
  });

  it('answers 402 to a decline, with the reason and a next step', async () => {
    await using rig = startRig();
    const { status, view } = await post(rig, '/payments', body({ card: cardNamed('lost-card') }));
    expect(status).toBe(402);
    expect(view).toMatchObject({ status: 'not-charged', reason: 'declined' });
    expect(view.nextStep).toMatch(/another card/);
  });

  it('answers 202 while the outcome is unknown, with a promise', async () => {
    await using rig = startRig({ policy: { deadlineMs: 50 } });
    rig.stripe.behave(() => 'hang');
    rig.paypal.behave(() => 'hang');
    const { status, view } = await post(rig, '/payments', body());
    expect(status).toBe(202);
    expect(view.status).toBe('pending');
    expect(view.promisedWithinMs).toBeGreaterThan(9000);
    expect(view.nextStep).toMatch(/do not pay again/);
  });

  it.each([
    ['without a key', body(), null, 'idempotency-key-missing'],
    ['with a malformed key', body(), 'two words', 'idempotency-key-missing'],
    ['with a fractional amount', body({ amountMinor: 1.5 }), 'k', 'invalid-request'],
    ['with an amount of nothing', body({ amountMinor: 0 }), 'k', 'invalid-request'],
    ['with an amount in text', { ...body(), amountMinor: '5' }, 'k', 'invalid-request'],
    ['with an unknown field', { ...body(), extra: 1 }, 'k', 'invalid-request'],
    ['with a currency nobody knows', body({ currency: 'ZZZ' }), 'k', 'unknown-currency'],
    ['with a bad order id', body({ orderId: 'a b' }), 'k', 'invalid-request'],
    [
      'with a card that is no test card',
      body({ card: { ...cardNamed('visa'), number: '4111111111111111' } }),
      'k',
      'card-not-a-test-card',
    ],
  ])('refuses a request %s', async (_what, payload, key, code) => {
    await using rig = startRig();
    const { status, view } = await post(rig, '/payments', payload, key);
    expect([status, view.error.code]).toEqual([400, code]);
    expect(rig.stripe.calls).toEqual([]);
  });

  it('echoes nothing of a body that it refuses', async () => {
    await using rig = startRig();
    const answer = await rig.service.app.inject({
      method: 'POST',
      url: '/payments',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'k' },
      payload: '{"card":{"number":"4111111111111111"',
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.body).not.toContain('4111');
  });
});

describe('a store that can not be written any more', () => {
  it('lets nothing out: no call to a provider, and an answer that claims nothing', async () => {
    const broken: unknown[] = [];
    await using rig = startRig({ onBroken: (error) => broken.push(error) });
    rig.breakStore();
    const { status, view } = await post(rig, '/payments', body());
    expect(status).toBeGreaterThanOrEqual(500);
    expect(view.status).toBeUndefined();
    const again = await post(rig, '/payments', body());
    expect([again.status, again.view.error.code]).toEqual([503, 'store-unavailable']);
    expect(rig.stripe.calls).toEqual([]);
    expect(broken).toHaveLength(1);
  });
});

describe('reading', () => {
  it('finds a payment by id and by order', async () => {
    await using rig = startRig();
    const { view } = await post(rig, '/payments', body());
    expect(await get(rig, `/payments/${view.paymentId}`)).toEqual({ status: 200, view });
    expect(await get(rig, '/payments?orderId=order-1')).toEqual({ status: 200, view });
    expect((await get(rig, '/payments?orderId=other')).status).toBe(404);
    expect((await get(rig, '/payments/pay_none')).status).toBe(404);
    expect((await get(rig, '/payments')).status).toBe(400);
    expect((await get(rig, '/nowhere')).status).toBe(404);
  });

  it('renews a promise that has passed instead of repeating it', async () => {
    await using rig = startRig({
      policy: {
        deadlineMs: 20,
        degradation: { acceptAndQueue: false, offerOtherMethod: false, promisedWithinMs: 5 },
      },
    });
    rig.stripe.behave(() => 'hang');
    const { view } = await post(rig, '/payments', body());
    await expect
      .poll(() => (rig.service.payments.find(view.paymentId)?.promisedUntil ?? 0) - Date.now())
      .toBeGreaterThan(0);
  });
});

describe('capture and refund over HTTP', () => {
  it('captures what is held and refunds what was taken', async () => {
    await using rig = startRig();
    const { view } = await post(rig, '/payments', body({ capture: 'manual' }));
    expect(view.status).toBe('authorised');
    const captured = await post(rig, `/payments/${view.paymentId}/capture`, {}, 'key-2');
    expect([captured.status, captured.view.status]).toEqual([201, 'paid']);
    const refunded = await post(rig, `/payments/${view.paymentId}/refund`, {}, 'key-3');
    expect([refunded.status, refunded.view.status]).toEqual([201, 'refunded']);
    expect(rig.netOf('order-1')).toBe(0);
  });

  it('refuses a key that paid, a state that does not fit, and an unknown payment', async () => {
    await using rig = startRig();
    const { view } = await post(rig, '/payments', body({ card: cardNamed('lost-card') }));
    const url = `/payments/${view.paymentId}/capture`;
    expect((await post(rig, url, {}, 'key-1')).view.error.code).toBe('idempotency-key-reused');
    expect((await post(rig, url, {}, 'key-2')).view.error.code).toBe('not-possible-now');
    expect((await post(rig, url, {}, null)).view.error.code).toBe('idempotency-key-missing');
    expect((await post(rig, '/payments/pay_none/refund', {}, 'k')).status).toBe(404);
  });
});

describe('secrets', () => {
  it('keeps card numbers out of log, audit, views and payments', async () => {
    await using rig = startRig({ policy: { deadlineMs: 40 } });
    const cards = [cardNamed('visa'), cardNamed('stolen-card')];
    rig.paypal.behave(() => 'lost');
    for (const [n, card] of cards.entries()) {
      const orderId = `order-${n}`;
      const { view } = await post(rig, '/payments', body({ orderId, card }), orderId);
      expect(JSON.stringify(view)).not.toContain(card.number);
      expect(JSON.stringify(rig.service.payments.findByOrder(orderId))).not.toContain(card.number);
    }
    const written = JSON.stringify([rig.log, await rig.audit()]);
    expect(rig.log.length).toBeGreaterThan(0);
    for (const card of cards) expect(written).not.toContain(card.number);
  });
});
