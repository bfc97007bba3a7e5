import { describe, expect, test } from 'vitest';
import { startRig } from './rig.fixture.ts';
import type { Rig } from './rig.fixture.ts';

// Which requests a fault meets: by share, by operation, by header, by lease.

const ORDERS: readonly string[] = Array.from({ length: 200 }, (_, index) => `order-${index}`);

/** Creates every order twice, so many at a time, and says which creations met the fault. */
async function drawAll(
  seed: number,
  orders: readonly string[],
  concurrency: number,
): Promise<ReadonlySet<string>> {
  await using rig = await startRig({ seed });
  rig.arm('error-status', {}, { share: 0.3 });
  const met = new Set<string>();
  const waiting = [...orders];
  const customer = async (): Promise<void> => {
    for (let order = waiting.shift(); order !== undefined; order = waiting.shift()) {
      for (const occurrence of [0, 1]) {
        const seen = await rig.ask('POST', '/payments', { body: { order } });
        if (seen.kind === 'answered' && seen.status === 500) met.add(`${order}#${occurrence}`);
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, customer));
  expect(rig.gateway.faults.list()[0]?.met).toBe(met.size);
  return met;
}

describe('the share of a fault', () => {
  test('picks the same requests whatever the concurrency and order of arrival', async () => {
    const oneByOne = await drawAll(11, ORDERS, 1);
    const allAtOnce = await drawAll(11, ORDERS.toReversed(), 40);
    expect([...allAtOnce].sort()).toEqual([...oneByOne].sort());
    expect(oneByOne.size / (2 * ORDERS.length)).toBeGreaterThan(0.2);
    expect(oneByOne.size / (2 * ORDERS.length)).toBeLessThan(0.4);
  });

  test('picks others with another seed', async () => {
    const orders = ORDERS.slice(0, 50);
    expect([...(await drawAll(1, orders, 8))].sort()).not.toEqual(
      [...(await drawAll(2, orders, 8))].sort(),
    );
  });

  test('is drawn again for a retry', async () => {
    const met = await drawAll(11, ORDERS, 40);
    const outcomes = new Set(
      ORDERS.map((order) => `${met.has(`${order}#0`)} then ${met.has(`${order}#1`)}`),
    );
    expect(outcomes.size).toBe(4);
  });
});

describe('the filter of operations', () => {
  test('lets other operations through', async () => {
    await using rig = await startRig();
    rig.arm('error-status', { status: 503 }, { operations: ['confirm'] });
    expect(await statusOf(rig, '/payments', { body: { order: 'a' } })).toBe(201);
    expect(await statusOf(rig, '/payments/payment-a/confirm')).toBe(503);
  });
});

describe('faults together', () => {
  test('the one armed first is outermost', async () => {
    await using rig = await startRig();
    await statusOf(rig, '/payments', { body: { order: 'a' } });
    rig.arm('processed-then-500', { status: 504 });
    rig.arm('decline-surge');
    expect(await statusOf(rig, '/payments/payment-a/confirm')).toBe(504);
    expect(rig.captured()).toBe(0);
    expect(rig.gateway.journal(1)).toMatchObject([
      { faults: ['processed-then-500', 'decline-surge'], decline: { kind: 'soft' } },
    ]);
  });
});

describe('the header paydrill-fault', () => {
  test('breaks that one request', async () => {
    await using rig = await startRig();
    const body = { order: 'a' };
    const headers = { 'paydrill-fault': 'error-status;status=502' };
    expect(await statusOf(rig, '/payments', { body, headers })).toBe(502);
    expect(await statusOf(rig, '/payments', { body })).toBe(201);
  });

  test('is refused in the words of the provider when no such fault exists', async () => {
    await using rig = await startRig();
    const seen = await rig.ask('POST', '/payments', {
      body: { order: 'a' },
      headers: { 'paydrill-fault': 'latenci;delayMs=3' },
    });
    expect(seen).toMatchObject({ kind: 'answered', status: 400 });
    expect(seen).toHaveProperty('body', expect.stringContaining('Did you mean \\"latency\\"'));
  });
});

describe('a lease', () => {
  test('that ends clears its fault', async () => {
    await using rig = await startRig();
    rig.arm('error-status', {}, { leaseMs: 20 });
    expect(rig.gateway.faults.count).toBe(1);
    await expect.poll(() => rig.gateway.faults.count).toBe(0);
    expect(await statusOf(rig, '/payments', { body: { order: 'a' } })).toBe(201);
  });
});

async function statusOf(
  rig: Rig,
  path: string,
  given: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<number> {
  const seen = await rig.ask('POST', path, given);
  return seen.kind === 'answered' ? seen.status : 0;
}
