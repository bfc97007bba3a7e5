import { describe, expect, test } from 'vitest';
import { startRig } from './rig.fixture.ts';
import type { Rig, Seen } from './rig.fixture.ts';

// Every fault through the kernel on a real socket: what the client sees, and what the ledger says.

const CHARGE_MINOR = 1000;

async function createPayment(rig: Rig, order = 'order-1'): Promise<string> {
  const seen = await rig.ask('POST', '/payments', { body: { order } });
  expect(seen).toMatchObject({ kind: 'answered', status: 201 });
  return `/payments/payment-${order}`;
}

/** Confirms a payment under one fault and waits for the journal. */
async function confirmUnder(rig: Rig, fault: string, options: unknown, patienceMs = 10_000) {
  const payment = await createPayment(rig);
  rig.arm(fault, options, { operations: ['confirm'] });
  const journalled = rig.nextExchange(({ operation }) => operation === 'confirm');
  const seen = await rig.ask('POST', `${payment}/confirm`, { patienceMs });
  return { seen, journalled };
}

const answered = (status: number) => ({ kind: 'answered', status }) as const;
const reset = { kind: 'broken', code: 'ECONNRESET', got: '' } as const;

interface Case {
  readonly fault: string;
  readonly options: object;
  readonly seen: Partial<Seen>;
  readonly moved: number;
}

const CASES: readonly Case[] = [
  { fault: 'error-status', options: { status: 502 }, seen: answered(502), moved: 0 },
  { fault: 'rate-limit', options: { retryAfterSeconds: 3 }, seen: answered(429), moved: 0 },
  { fault: 'maintenance', options: {}, seen: answered(503), moved: 0 },
  { fault: 'html-error-page', options: {}, seen: answered(502), moved: 0 },
  {
    fault: 'html-error-page',
    options: { takesEffect: true },
    seen: answered(502),
    moved: CHARGE_MINOR,
  },
  { fault: 'connection-reset', options: {}, seen: reset, moved: 0 },
  { fault: 'decline-surge', options: {}, seen: answered(402), moved: 0 },
  { fault: 'malformed-body', options: {}, seen: answered(200), moved: CHARGE_MINOR },
  {
    fault: 'malformed-body',
    options: { shape: 'empty' },
    seen: answered(200),
    moved: CHARGE_MINOR,
  },
  { fault: 'slow-body', options: { pauseMs: 1 }, seen: answered(200), moved: CHARGE_MINOR },
  { fault: 'cut-body', options: {}, seen: { kind: 'broken' }, moved: CHARGE_MINOR },
  { fault: 'processed-then-lost', options: {}, seen: reset, moved: CHARGE_MINOR },
  { fault: 'processed-then-500', options: {}, seen: answered(500), moved: CHARGE_MINOR },
  { fault: 'latency', options: { delayMs: 1 }, seen: answered(200), moved: CHARGE_MINOR },
];

test.each(CASES)('$fault $options moves $moved', async ({ fault, options, seen, moved }) => {
  await using rig = await startRig();
  const result = await confirmUnder(rig, fault, options);
  expect(result.seen).toMatchObject(seen);
  const exchange = await result.journalled;
  expect(exchange.faults).toEqual([fault]);
  expect(exchange.status).toBe(result.seen.kind === 'answered' ? result.seen.status : null);
  expect(rig.captured()).toBe(moved);
  expect(rig.gateway.faults.list()).toMatchObject([{ name: fault, met: 1 }]);
});

test.each([
  { fault: 'hang', options: {}, moved: 0 },
  { fault: 'processed-then-lost', options: { by: 'hang' }, moved: CHARGE_MINOR },
])('$fault $options leaves the client waiting and moves $moved', async (given) => {
  await using rig = await startRig();
  const { seen, journalled } = await confirmUnder(rig, given.fault, given.options, 50);
  expect(seen).toEqual({ kind: 'gave-up' });
  expect((await journalled).status).toBeNull();
  expect(rig.captured()).toBe(given.moved);
});

describe('what the client sees', () => {
  test('cut-body: the start of the body, then a broken connection', async () => {
    await using rig = await startRig();
    const { seen } = await confirmUnder(rig, 'cut-body', { afterBytes: 10 });
    expect(seen).toMatchObject({ kind: 'broken', got: '{"id":"pay' });
  });

  test('malformed-body: half of the JSON with a length that fits it', async () => {
    await using rig = await startRig();
    const { seen } = await confirmUnder(rig, 'malformed-body', {});
    expect(seen).toHaveProperty('body', expect.stringMatching(/^\{"id":"payment/));
    expect(seen).not.toHaveProperty('body', expect.stringContaining('}'));
  });

  test('rate-limit: Retry-After', async () => {
    await using rig = await startRig();
    const { seen } = await confirmUnder(rig, 'rate-limit', { retryAfterSeconds: 3 });
    expect(seen).toHaveProperty('headers.retry-after', '3');
  });

  test('maintenance: Retry-After', async () => {
    await using rig = await startRig();
    const { seen } = await confirmUnder(rig, 'maintenance', { retryAfterSeconds: 90 });
    expect(seen).toHaveProperty('headers.retry-after', '90');
  });

  test('slow-body: the whole body, after a pause for each chunk', async () => {
    await using rig = await startRig();
    const { seen, journalled } = await confirmUnder(rig, 'slow-body', {
      chunkBytes: 16,
      pauseMs: 10,
    });
    const body = seen.kind === 'answered' ? seen.body : '';
    expect(JSON.parse(body)).toMatchObject({ status: 'paid' });
    const { t, endT } = await journalled;
    // Node's timers may fire up to a millisecond early.
    expect(endT - t).toBeGreaterThanOrEqual(Math.ceil(body.length / 16) * 9);
  });

  test('html-error-page: a page of HTML', async () => {
    await using rig = await startRig();
    const { seen } = await confirmUnder(rig, 'html-error-page', { status: 504 });
    expect(seen).toHaveProperty('headers.content-type', 'text/html');
    expect(seen).toHaveProperty('body', expect.stringContaining('<h1>504 Gateway Time-out</h1>'));
  });

  test('latency: no answer before its time', async () => {
    await using rig = await startRig();
    const payment = await createPayment(rig);
    rig.arm('latency', { delayMs: 60_000 });
    const pending = rig.ask('POST', `${payment}/confirm`);
    await expect.poll(() => rig.gateway.status().inFlight).toBe(1);
    expect(rig.captured()).toBe(0);
    rig.clock.advance(60_000);
    expect(await pending).toMatchObject(answered(200));
    expect(rig.captured()).toBe(CHARGE_MINOR);
  });
});

describe('effects that outlive the client', () => {
  test('latency charges a client that gave up', async () => {
    await using rig = await startRig();
    const payment = await createPayment(rig);
    rig.arm('latency', { delayMs: 60_000 });
    const journalled = rig.nextExchange(({ operation }) => operation === 'confirm');
    expect(await rig.ask('POST', `${payment}/confirm`, { patienceMs: 50 })).toEqual({
      kind: 'gave-up',
    });
    rig.clock.advance(60_000);
    expect((await journalled).faults).toEqual(['latency']);
    expect(rig.captured()).toBe(CHARGE_MINOR);
  });

  test('late-arrival: a status query sees nothing until money moves', async () => {
    await using rig = await startRig();
    rig.arm('late-arrival', { holdMs: 60_000 }, { operations: ['create', 'confirm'] });
    const created = rig.nextExchange(({ operation }) => operation === 'create');
    const body = { order: 'order-1' };
    expect(await rig.ask('POST', '/payments', { body, patienceMs: 50 })).toEqual({
      kind: 'gave-up',
    });
    expect(await rig.ask('GET', '/payments/payment-order-1')).toMatchObject(answered(404));
    expect(rig.gateway.status()).toMatchObject({ inFlight: 0, detached: 1, payments: 0 });

    rig.clock.advance(60_000);
    expect(await created).toMatchObject({ status: null, faults: ['late-arrival'] });
    expect(await rig.ask('GET', '/payments/payment-order-1')).toMatchObject(answered(200));

    const confirmed = rig.nextExchange(({ operation }) => operation === 'confirm');
    await rig.ask('POST', '/payments/payment-order-1/confirm', { patienceMs: 50 });
    expect(rig.captured()).toBe(0);
    rig.clock.advance(60_000);
    await confirmed;
    expect(rig.captured()).toBe(CHARGE_MINOR);
    expect(rig.gateway.status()).toMatchObject({ detached: 0 });
  });

  test('late-arrival never arrives at a gateway that was reset meanwhile', async () => {
    await using rig = await startRig();
    rig.arm('late-arrival', { holdMs: 60_000 });
    await rig.ask('POST', '/payments', { body: { order: 'order-1' }, patienceMs: 50 });
    rig.gateway.reset();
    rig.clock.advance(60_000);
    await expect.poll(() => rig.gateway.status().detached).toBe(0);
    expect(rig.gateway.status().payments).toBe(0);
  });
});

describe('tokens', () => {
  const takeToken = async (rig: Rig): Promise<string> => {
    const seen = await rig.ask('POST', '/token');
    return /token_\w+/.exec(seen.kind === 'answered' ? seen.body : '')?.[0] ?? 'none';
  };
  const useToken = (rig: Rig, token: string) =>
    rig.ask('GET', '/payments/none', { headers: { authorization: token } });

  test('token-expiry kills live tokens at once and gives new ones a short life', async () => {
    await using rig = await startRig();
    const before = await takeToken(rig);
    expect(await useToken(rig, before)).toMatchObject(answered(404));
    rig.arm('token-expiry', { lifetimeMs: 30_000 });
    expect(await useToken(rig, before)).toMatchObject(answered(401));
    const during = await takeToken(rig);
    expect(await useToken(rig, during)).toMatchObject(answered(404));
    rig.clock.advance(30_000);
    expect(await useToken(rig, during)).toMatchObject(answered(401));
  });

  test('token-endpoint-down gives no token and leaves live ones alone', async () => {
    await using rig = await startRig();
    const token = await takeToken(rig);
    rig.arm('token-endpoint-down');
    expect(await rig.ask('POST', '/token')).toMatchObject(answered(503));
    expect(await useToken(rig, token)).toMatchObject(answered(404));
    rig.arm('token-endpoint-down', { manner: 'reset' });
    expect(await rig.ask('POST', '/token')).toMatchObject(reset);
  });
});
