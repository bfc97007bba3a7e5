import { describe, expect, test } from 'vitest';
import { paypalDialect } from '../dialects/paypal/index.ts';
import { PAYPAL } from './drive-paypal.fixture.ts';
import { describeEveryFault } from './every-fault.fixture.ts';
import { startRig } from './rig.fixture.ts';
import type { Rig, Seen } from './rig.fixture.ts';

// Faults that depend on what a provider says and does about them, on the PayPal gateway.

const ORDERS = '/v2/checkout/orders';

async function takeToken(rig: Rig) {
  const { PAYPAL_CLIENT_ID: id = '', PAYPAL_CLIENT_SECRET: secret = '' } = rig.gateway.environment;
  const seen = await rig.ask('POST', '/v1/oauth2/token', {
    form: 'grant_type=client_credentials',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
  });
  return jsonOf(seen) as { access_token: string; expires_in: number };
}

/** Pays an order by card in one request, the way that moves money at once. */
async function pay(rig: Rig, requestId: string, patienceMs = 10_000): Promise<Seen> {
  const { access_token: token } = await takeToken(rig);
  return rig.ask('POST', ORDERS, {
    patienceMs,
    headers: {
      authorization: `Bearer ${token}`,
      'paypal-request-id': requestId,
      prefer: 'return=representation',
    },
    body: {
      intent: 'CAPTURE',
      purchase_units: [
        { reference_id: 'order-1', amount: { currency_code: 'EUR', value: '10.00' } },
      ],
      payment_source: { card: { number: '4242424242424242', expiry: '2030-12' } },
    },
  });
}

const jsonOf = (seen: Seen): unknown =>
  seen.kind === 'answered' ? JSON.parse(seen.body) : { seen };

const onlyConfirm = { operations: ['confirm'] } as const;

describeEveryFault(PAYPAL);

describe('PayPal under faults', () => {
  test('pays when nothing is armed', async () => {
    await using rig = await startRig({ dialect: paypalDialect });
    expect(jsonOf(await pay(rig, 'key-1'))).toMatchObject({ status: 'COMPLETED' });
    expect(rig.captured()).toBe(1000);
  });

  test('token-expiry: live tokens are refused as PayPal refuses them, new ones say how short', async () => {
    await using rig = await startRig({ dialect: paypalDialect });
    const { access_token: before } = await takeToken(rig);
    rig.arm('token-expiry', { lifetimeMs: 2000 });
    const seen = await rig.ask('GET', `${ORDERS}/none`, {
      headers: { authorization: `Bearer ${before}` },
    });
    expect(seen).toMatchObject({ kind: 'answered', status: 401 });
    expect(jsonOf(seen)).toMatchObject({ error: 'invalid_token' });
    expect(await takeToken(rig)).toMatchObject({ expires_in: 2 });
    expect(rig.gateway.faults.list()).toMatchObject([{ met: 1 }]);
  });

  test('rate-limit and maintenance come in the words of PayPal', async () => {
    await using rig = await startRig({ dialect: paypalDialect });
    rig.arm('rate-limit', { retryAfterSeconds: 9 }, onlyConfirm);
    const limited = await pay(rig, 'key-1');
    expect(limited).toMatchObject({ status: 429, headers: { 'retry-after': '9' } });
    expect(jsonOf(limited)).toMatchObject({ name: 'RATE_LIMIT_REACHED' });
    rig.gateway.faults.clearAll();
    rig.arm('maintenance', {}, onlyConfirm);
    const closed = await pay(rig, 'key-1');
    expect(closed).toMatchObject({ status: 503, headers: { 'retry-after': '30' } });
    expect(rig.captured()).toBe(0);
  });

  test('decline-surge: the card that always pays is declined and not charged', async () => {
    await using rig = await startRig({ dialect: paypalDialect });
    rig.arm('decline-surge');
    const order = jsonOf(await pay(rig, 'key-1'));
    expect(order).toHaveProperty('purchase_units.0.payments.captures.0.status', 'DECLINED');
    expect(rig.gateway.ledger()).toEqual([]);
    expect(rig.gateway.journal(1)).toMatchObject([{ decline: { kind: 'soft' } }]);
  });

  test.each(['processed-then-lost', 'processed-then-500', 'cut-body', 'malformed-body'])(
    '%s: the same request id again charges no second time',
    async (fault) => {
      await using rig = await startRig({ dialect: paypalDialect });
      rig.arm(fault, {}, onlyConfirm);
      await pay(rig, 'key-1');
      rig.gateway.faults.clearAll();
      expect(jsonOf(await pay(rig, 'key-1'))).toMatchObject({ status: 'COMPLETED' });
      expect(rig.captured()).toBe(1000);
    },
  );

  test('processed-then-lost: another request id charges twice, and the ledger says so', async () => {
    await using rig = await startRig({ dialect: paypalDialect });
    rig.arm('processed-then-lost');
    await pay(rig, 'key-1');
    rig.gateway.faults.clearAll();
    await pay(rig, 'key-2');
    expect(rig.captured()).toBe(2000);
  });

  test('late-arrival: a retry with its key pays first, the late one charges no second time', async () => {
    await using rig = await startRig({ dialect: paypalDialect });
    rig.arm('late-arrival', { holdMs: 60_000 });
    const late = rig.nextExchange(({ faults }) => faults.includes('late-arrival'));
    expect(await pay(rig, 'key-1', 500)).toEqual({ kind: 'gave-up' });
    rig.gateway.faults.clearAll();
    expect(jsonOf(await pay(rig, 'key-1'))).toMatchObject({ status: 'COMPLETED' });
    rig.clock.advance(60_000);
    expect(await late).toMatchObject({ isReplay: true });
    expect(rig.captured()).toBe(1000);
  });

  test('late-arrival: after a retry with another key the late one charges too', async () => {
    await using rig = await startRig({ dialect: paypalDialect });
    rig.arm('late-arrival', { holdMs: 60_000 });
    const late = rig.nextExchange(({ faults }) => faults.includes('late-arrival'));
    await pay(rig, 'key-1', 500);
    rig.gateway.faults.clearAll();
    await pay(rig, 'key-2');
    rig.clock.advance(60_000);
    await late;
    expect(rig.captured()).toBe(2000);
  });
});

describe('the facts that PayPal tells of a request', () => {
  test.each([
    [{ currency: 'EUR', amountMinor: 1000 }, true],
    [{ card: '4242', brand: 'visa', method: 'card' }, true],
    [{ 'json.purchase_units.0.reference_id': 'order-1' }, true],
    [{ currency: 'USD' }, false],
    [{ brand: 'amex' }, false],
  ])('a create with a card matches %j: %s', async (match, isMet) => {
    await using rig = await startRig({ dialect: paypalDialect });
    rig.arm('error-status', {}, { match, operations: ['confirm'] });
    expect(await pay(rig, 'key-1')).toMatchObject({ status: isMet ? 500 : 201 });
  });
});

describe('tokens of PayPal', () => {
  test('stale-token-401: refused in the words of PayPal until a new one is fetched', async () => {
    await using rig = await startRig({ dialect: paypalDialect });
    const { access_token: before } = await takeToken(rig);
    rig.arm('stale-token-401');
    const use = (token: string) =>
      rig.ask('GET', `${ORDERS}/none`, { headers: { authorization: `Bearer ${token}` } });
    expect(jsonOf(await use(before))).toMatchObject({ error: 'invalid_token' });
    const { access_token: after } = await takeToken(rig);
    expect(await use(after)).toMatchObject({ status: 404 });
  });

  test.each([
    ['token-endpoint-down', {}, 503],
    ['token-endpoint-slow', { delayMs: 1 }, 200],
  ])('%s answers %j with %d', async (fault, options, status) => {
    await using rig = await startRig({ dialect: paypalDialect });
    rig.arm(fault, options);
    const seen = await rig.ask('POST', '/v1/oauth2/token', {
      form: 'grant_type=client_credentials',
      headers: {
        authorization: `Basic ${Buffer.from(
          `${rig.gateway.environment['PAYPAL_CLIENT_ID']}:${rig.gateway.environment['PAYPAL_CLIENT_SECRET']}`,
        ).toString('base64')}`,
      },
    });
    expect(seen).toMatchObject({ status });
    expect(rig.met()).toBe(1);
  });
});
