import { describe, expect, test } from 'vitest';
import { createAdyenDialect } from '../dialects/adyen/index.ts';
import { ADYEN } from './drive-adyen.fixture.ts';
import { describeEveryFault } from './every-fault.fixture.ts';
import { startRig } from './rig.fixture.ts';
import type { Rig, Seen } from './rig.fixture.ts';

// Every fault that can meet Adyen, on the Adyen gateway: a payment that is captured at once, and a
// modification that takes effect later.

const DELAY_MS = 60_000;
const adyen = createAdyenDialect({ modificationDelayMs: DELAY_MS });
const start = () => startRig({ dialect: adyen });

function post(rig: Rig, path: string, body: object, key: string, patienceMs = 10_000) {
  const { ADYEN_API_KEY: apiKey = '' } = rig.gateway.environment;
  const headers = { 'x-api-key': apiKey, 'idempotency-key': key };
  return rig.ask('POST', `/v72${path}`, { body, headers, patienceMs });
}

const CARD = {
  type: 'scheme',
  number: '4111111111111111',
  expiryMonth: '03',
  expiryYear: '2040',
};

const openSession = (rig: Rig) =>
  post(
    rig,
    '/sessions',
    {
      merchantAccount: 'PaydrillECOM',
      amount: { currency: 'EUR', value: 1000 },
      reference: 'order-1',
      returnUrl: 'https://shop.test/return',
    },
    'session-1',
  );

const pay = (rig: Rig, key: string, patienceMs?: number, merchantAccount = 'PaydrillECOM') =>
  post(
    rig,
    '/payments',
    {
      merchantAccount,
      amount: { currency: 'EUR', value: 1000 },
      reference: 'order-1',
      returnUrl: 'https://shop.test/return',
      paymentMethod: CARD,
    },
    key,
    patienceMs,
  );

const jsonOf = (seen: Seen): Readonly<Record<string, unknown>> =>
  seen.kind === 'answered' ? (JSON.parse(seen.body) as Record<string, unknown>) : { seen };

const answered = (status: number) => ({ kind: 'answered', status });

describe.each([
  { fault: 'latency', options: { delayMs: 1 }, seen: answered(200), charged: 1000 },
  { fault: 'slow-body', options: { pauseMs: 1 }, seen: answered(200), charged: 1000 },
  { fault: 'malformed-body', options: {}, seen: answered(200), charged: 1000 },
  { fault: 'processed-then-500', options: {}, seen: answered(500), charged: 1000 },
  { fault: 'cut-body', options: {}, seen: { kind: 'broken' }, charged: 1000 },
  { fault: 'processed-then-lost', options: {}, seen: { kind: 'broken' }, charged: 1000 },
  { fault: 'connection-reset', options: {}, seen: { kind: 'broken' }, charged: 0 },
  { fault: 'html-error-page', options: {}, seen: answered(502), charged: 0 },
  { fault: 'error-status', options: {}, seen: answered(500), charged: 0 },
  { fault: 'rate-limit', options: {}, seen: answered(429), charged: 0 },
  { fault: 'maintenance', options: {}, seen: answered(503), charged: 0 },
  { fault: 'decline-surge', options: {}, seen: answered(200), charged: 0 },
])('Adyen under $fault', ({ fault, options, seen, charged }) => {
  test(`charges ${charged} and asks again with the same key for no second charge`, async () => {
    await using rig = await start();
    rig.arm(fault, options);
    expect(await pay(rig, 'key-1')).toMatchObject(seen);
    expect(rig.captured()).toBe(charged);
    expect(rig.gateway.faults.list()).toMatchObject([{ met: 1 }]);
    rig.gateway.faults.clearAll();
    await pay(rig, 'key-1');
    expect(rig.captured()).toBeLessThanOrEqual(1000);
    expect(rig.captured()).toBeGreaterThanOrEqual(charged);
  });
});

describeEveryFault(ADYEN);

describe('Adyen under faults', () => {
  test('decline-surge: a refusal in an answer of 200, and the journal knows it', async () => {
    await using rig = await start();
    rig.arm('decline-surge');
    expect(jsonOf(await pay(rig, 'key-1'))).toMatchObject({
      resultCode: 'Refused',
      refusalReasonCode: '2',
    });
    expect(rig.gateway.ledger()).toEqual([]);
    expect(rig.gateway.journal(1)).toMatchObject([{ decline: { kind: 'soft', code: '2' } }]);
  });

  test('rate-limit and maintenance say that the same key may be tried again', async () => {
    await using rig = await start();
    for (const [fault, status] of [
      ['rate-limit', 429],
      ['maintenance', 503],
    ] as const) {
      rig.arm(fault, { retryAfterSeconds: 9 });
      const seen = await pay(rig, 'key-1');
      expect(seen).toMatchObject({
        status,
        headers: { 'retry-after': '9', 'transient-error': 'true', 'idempotency-key': 'key-1' },
      });
      expect(jsonOf(seen)).toMatchObject({ status });
      rig.gateway.faults.clearAll();
    }
  });

  test('hang: nothing is charged, and the same key works afterwards', async () => {
    await using rig = await start();
    rig.arm('hang');
    expect(await pay(rig, 'key-1', 500)).toEqual({ kind: 'gave-up' });
    rig.gateway.faults.clearAll();
    expect(jsonOf(await pay(rig, 'key-1'))).toMatchObject({ resultCode: 'Authorised' });
    expect(rig.captured()).toBe(1000);
  });

  test('processed-then-lost: another key charges twice, and the ledger says so', async () => {
    await using rig = await start();
    rig.arm('processed-then-lost');
    await pay(rig, 'key-1');
    rig.gateway.faults.clearAll();
    await pay(rig, 'key-2');
    expect(rig.captured()).toBe(2000);
  });

  test('processed-then-lost: a capture whose answer was lost takes effect all the same', async () => {
    await using rig = await start();
    const { pspReference } = jsonOf(await pay(rig, 'key-1', undefined, 'PaydrillManualECOM'));
    rig.arm('processed-then-lost', {}, { operations: ['capture'] });
    const path = `/payments/${String(pspReference)}/captures`;
    const body = {
      merchantAccount: 'PaydrillManualECOM',
      amount: { currency: 'EUR', value: 1000 },
    };
    expect(await post(rig, path, body, 'key-2')).toMatchObject({ kind: 'broken' });
    expect(rig.gateway.status().detached).toBe(1);
    rig.clock.advance(DELAY_MS);
    expect(rig.captured()).toBe(1000);
  });

  test('late-arrival: a retry with its key pays first, the late one charges no second time', async () => {
    await using rig = await start();
    rig.arm('late-arrival', { holdMs: 60_000 });
    const late = rig.nextExchange(({ faults }) => faults.includes('late-arrival'));
    expect(await pay(rig, 'key-1', 500)).toEqual({ kind: 'gave-up' });
    rig.gateway.faults.clearAll();
    expect(jsonOf(await pay(rig, 'key-1'))).toMatchObject({ resultCode: 'Authorised' });
    rig.clock.advance(60_000);
    expect(await late).toMatchObject({ isReplay: true, order: 'order-1' });
    expect(rig.captured()).toBe(1000);
  });

  test('late-arrival: a cancel by reference that came first is no fence', async () => {
    await using rig = await start();
    rig.arm('late-arrival', { holdMs: 2 * DELAY_MS }, { operations: ['confirm'] });
    const late = rig.nextExchange(({ faults }) => faults.includes('late-arrival'));
    await pay(rig, 'key-1', 500);
    const cancel = { merchantAccount: 'PaydrillECOM', paymentReference: 'order-1' };
    expect(await post(rig, '/cancels', cancel, 'key-2')).toMatchObject(answered(201));
    rig.clock.advance(DELAY_MS);
    rig.clock.advance(DELAY_MS);
    await late;
    expect(rig.captured()).toBe(1000);
  });

  test('stale-read: a session that was paid is still open, in the one query that there is', async () => {
    await using rig = await start();
    rig.arm('stale-read', { lagMs: 600_000 });
    const session = jsonOf(await openSession(rig));
    const id = String(session['id']);
    const { ADYEN_CLIENT_KEY: clientKey = '' } = rig.gateway.environment;
    const asShopper = `/checkoutshopper/v1/sessions/${id}/payments?clientKey=${clientKey}`;
    const { sessionData } = session;
    const paid = jsonOf(
      await rig.ask('POST', asShopper, { body: { sessionData, paymentMethod: CARD } }),
    );
    expect(paid).toMatchObject({ resultCode: 'Authorised' });
    const result = encodeURIComponent(String(paid['sessionResult']));
    const read = async () => {
      const { ADYEN_API_KEY: apiKey = '' } = rig.gateway.environment;
      const path = `/v72/sessions/${id}?sessionResult=${result}`;
      return jsonOf(await rig.ask('GET', path, { headers: { 'x-api-key': apiKey } }));
    };
    expect(await read()).not.toMatchObject({ status: 'completed' });
    expect(rig.captured()).toBe(1000);
    expect(rig.met()).toBe(1);
    rig.gateway.faults.clearAll();
    expect(await read()).toMatchObject({ status: 'completed' });
  });

  test('token-expiry and token-endpoint-down meet nothing: Adyen has keys, not tokens', async () => {
    await using rig = await start();
    rig.arm('token-expiry');
    rig.arm('token-endpoint-down');
    expect(await pay(rig, 'key-1')).toMatchObject(answered(200));
    expect(rig.gateway.faults.list()).toMatchObject([{ met: 0 }, { met: 0 }]);
  });
});
