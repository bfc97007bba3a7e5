import { describe, expect, test } from 'vitest';
import Stripe from 'stripe';
import { stripeDialect } from '../dialects/stripe/index.ts';
import { STRIPE } from './drive-stripe.fixture.ts';
import { describeEveryFault } from './every-fault.fixture.ts';
import { startRig } from './rig.fixture.ts';
import { startReceiver } from './webhook-receiver.fixture.ts';
import type { Rig, Seen } from './rig.fixture.ts';

// Every fault that can meet Stripe, on the Stripe gateway: create first, confirm under the fault.

const INTENTS = '/v1/payment_intents';

function callStripe(rig: Rig, path: string, form: string, key: string, patienceMs = 10_000) {
  const { STRIPE_SECRET_KEY: secret = '' } = rig.gateway.environment;
  const headers = { authorization: `Bearer ${secret}`, 'idempotency-key': key };
  return rig.ask('POST', path, { form, headers, patienceMs });
}

async function createIntent(rig: Rig, order: string): Promise<string> {
  const form = `amount=1000&currency=eur&metadata[order_id]=${order}&payment_method=pm_card_visa`;
  const seen = await callStripe(rig, INTENTS, form, `create-${order}`);
  return `${INTENTS}/${String(fieldsOf(seen).get('id'))}`;
}

const confirm = (rig: Rig, intent: string, key: string, patienceMs?: number) =>
  callStripe(rig, `${intent}/confirm`, 'return_url=https://shop.test', key, patienceMs);

async function readStatus(rig: Rig, intent: string): Promise<unknown> {
  const { STRIPE_SECRET_KEY: secret = '' } = rig.gateway.environment;
  const headers = { authorization: `Bearer ${secret}` };
  return fieldsOf(await rig.ask('GET', intent, { headers })).get('status');
}

function fieldsOf(seen: Seen): ReadonlyMap<string, unknown> {
  const body: unknown = seen.kind === 'answered' ? JSON.parse(seen.body) : {};
  return new Map(Object.entries(typeof body === 'object' && body !== null ? body : {}));
}

const answered = (status: number) => ({ kind: 'answered', status });

describeEveryFault(STRIPE);

describe('Stripe under what its SDK trips over', () => {
  test('asks again with the same key for no second charge, whatever was lost', async () => {
    for (const fault of [
      'processed-then-lost',
      'processed-then-500',
      'cut-body',
      'truncated-json',
    ]) {
      await using rig = await startRig({ dialect: stripeDialect });
      rig.arm(fault, {}, { operations: ['confirm'] });
      const by = { order: 'order-1', key: 'key-1' };
      await STRIPE.pay(rig, by);
      rig.gateway.faults.clearAll();
      await STRIPE.pay(rig, by);
      expect(rig.captured()).toBe(1000);
    }
  });

  test('empty-object-503 is an empty success to the SDK', async () => {
    await using rig = await startRig({ dialect: stripeDialect });
    rig.arm('empty-object-503', { takesEffect: true });
    const intent = await sdkOf(rig).paymentIntents.create({ amount: 1000, currency: 'eur' });
    expect(intent.id).toBeUndefined();
    expect(rig.gateway.status().payments).toBe(1);
  });

  test.each([
    [false, 'refuses'],
    [true, 'still believes'],
  ])(
    'a rolled secret that keeps the former: %s, and the SDK %s what it signs',
    async (keepsFormer) => {
      await using receiver = await startReceiver();
      await using rig = await startRig({ dialect: stripeDialect });
      rig.gateway.setWebhookEndpoint(receiver.url);
      rig.arm('signing-key-rotated', { keepsFormer });
      await createIntent(rig, 'order-1');
      const [webhook] = await receiver.waitFor(1);
      if (webhook === undefined) throw new Error('none came');
      expect(await STRIPE.isGenuine(rig, webhook, webhook)).toBe(keepsFormer);
    },
  );

  test('clock-skew: a webhook from ten minutes ago is outside of the tolerance', async () => {
    await using receiver = await startReceiver();
    await using rig = await startRig({ dialect: stripeDialect });
    rig.gateway.setWebhookEndpoint(receiver.url);
    rig.arm('clock-skew', { skewMs: -600_000 });
    await createIntent(rig, 'order-1');
    const [webhook] = await receiver.waitFor(1);
    if (webhook === undefined) throw new Error('none came');
    expect(await STRIPE.isGenuine(rig, webhook, webhook)).toBe(false);
  });

  test('webhook-replayed by a thief: the old signature is outside of the tolerance', async () => {
    await using receiver = await startReceiver();
    await using rig = await startRig({ dialect: stripeDialect });
    rig.gateway.setWebhookEndpoint(receiver.url);
    const intent = await createIntent(rig, 'order-1');
    await receiver.waitFor(1);
    rig.clock.advance(3_600_000);
    rig.arm('webhook-replayed', { by: 'thief' });
    await confirm(rig, intent, 'key-1');
    const got = await receiver.waitFor(3);
    const ids = got.map(({ body }) =>
      String(new Map(Object.entries(JSON.parse(body) as object)).get('id')),
    );
    expect(new Set(ids)).toHaveProperty('size', 2);
  });
});

describe('the facts that Stripe tells of a request', () => {
  test.each([
    [{ currency: 'EUR', amountMinor: 1000 }, true],
    [{ card: '4242', brand: 'visa', method: 'card' }, true],
    [{ order: 'order-1', 'form.return_url': { prefix: 'https://' } }, true],
    [{ currency: 'USD' }, false],
    [{ brand: 'mastercard' }, false],
    [{ amountMinor: { atLeast: 1001 } }, false],
  ])('a confirm that names an intent alone matches %j: %s', async (match, isMet) => {
    await using rig = await startRig({ dialect: stripeDialect });
    const intent = await createIntent(rig, 'order-1');
    rig.arm('error-status', {}, { match, operations: ['confirm'] });
    expect(await confirm(rig, intent, 'key-1')).toMatchObject(answered(isMet ? 500 : 200));
  });
});

function sdkOf(rig: Rig): Stripe {
  const address = rig.gateway.app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { STRIPE_SECRET_KEY: secret = '' } = rig.gateway.environment;
  return new Stripe(secret, { host: '127.0.0.1', port, protocol: 'http', maxNetworkRetries: 0 });
}

describe('Stripe under silence', () => {
  test('hang: nothing is charged, and the same key works afterwards', async () => {
    await using rig = await startRig({ dialect: stripeDialect });
    const intent = await createIntent(rig, 'order-1');
    rig.arm('hang');
    expect(await confirm(rig, intent, 'key-1', 500)).toEqual({ kind: 'gave-up' });
    rig.gateway.faults.clearAll();
    expect(await readStatus(rig, intent)).toBe('requires_confirmation');
    expect(await confirm(rig, intent, 'key-1')).toMatchObject(answered(200));
    expect(rig.captured()).toBe(1000);
  });

  test('late-arrival: a status query sees nothing before money moves', async () => {
    await using rig = await startRig({ dialect: stripeDialect });
    const intent = await createIntent(rig, 'order-1');
    rig.arm('late-arrival', { holdMs: 60_000 });
    const late = rig.nextExchange(({ faults }) => faults.includes('late-arrival'));
    expect(await confirm(rig, intent, 'key-1', 500)).toEqual({ kind: 'gave-up' });
    expect(await readStatus(rig, intent)).toBe('requires_confirmation');
    rig.clock.advance(60_000);
    expect(await late).toMatchObject({ status: null, order: 'order-1' });
    expect(await readStatus(rig, intent)).toBe('succeeded');
    expect(rig.captured()).toBe(1000);
  });

  test('late-arrival: a cancel that was acknowledged meanwhile fences the payment', async () => {
    await using rig = await startRig({ dialect: stripeDialect });
    const intent = await createIntent(rig, 'order-1');
    rig.arm('late-arrival', { holdMs: 60_000 }, { operations: ['confirm'] });
    const late = rig.nextExchange(({ faults }) => faults.includes('late-arrival'));
    await confirm(rig, intent, 'key-1', 500);
    expect(await callStripe(rig, `${intent}/cancel`, '', 'key-2')).toMatchObject(answered(200));
    rig.clock.advance(60_000);
    await late;
    expect(await readStatus(rig, intent)).toBe('canceled');
    expect(rig.captured()).toBe(0);
  });
});
