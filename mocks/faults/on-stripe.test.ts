import { describe, expect, test } from 'vitest';
import { stripeDialect } from '../dialects/stripe/index.ts';
import { startRig } from './rig.fixture.ts';
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
  { fault: 'decline-surge', options: {}, seen: answered(402), charged: 0 },
])('Stripe under $fault', ({ fault, options, seen, charged }) => {
  test(`charges ${charged} and asks again with the same key for no second charge`, async () => {
    await using rig = await startRig({ dialect: stripeDialect });
    const intent = await createIntent(rig, 'order-1');
    rig.arm(fault, options);
    expect(await confirm(rig, intent, 'key-1')).toMatchObject(seen);
    expect(rig.captured()).toBe(charged);
    rig.gateway.faults.clearAll();
    await confirm(rig, intent, 'key-1');
    expect(rig.captured()).toBeLessThanOrEqual(1000);
    expect(rig.captured()).toBeGreaterThanOrEqual(charged);
  });
});

describe('Stripe under silence', () => {
  test('hang: nothing is charged, and the same key works afterwards', async () => {
    await using rig = await startRig({ dialect: stripeDialect });
    const intent = await createIntent(rig, 'order-1');
    rig.arm('hang');
    expect(await confirm(rig, intent, 'key-1', 50)).toEqual({ kind: 'gave-up' });
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
    expect(await confirm(rig, intent, 'key-1', 50)).toEqual({ kind: 'gave-up' });
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
    await confirm(rig, intent, 'key-1', 50);
    expect(await callStripe(rig, `${intent}/cancel`, '', 'key-2')).toMatchObject(answered(200));
    rig.clock.advance(60_000);
    await late;
    expect(await readStatus(rig, intent)).toBe('canceled');
    expect(rig.captured()).toBe(0);
  });
});
