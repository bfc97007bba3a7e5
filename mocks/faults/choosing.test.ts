import { describe, expect, test } from 'vitest';
import { PaydrillError } from '../../harness/core/errors.ts';
import { findFault } from './resolve-fault.ts';
import { startRig } from './rig.fixture.ts';
import type { Rig } from './rig.fixture.ts';
import { checkFaultSelection } from './selection.ts';

// Which requests a fault meets, beyond share and operations: by field, by try, by payment, by time.

const DOWN = { status: 503 };

async function create(rig: Rig, body: Record<string, unknown>): Promise<number> {
  return statusOf(rig, 'POST', '/payments', body);
}

async function statusOf(
  rig: Rig,
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
): Promise<number> {
  const seen = await rig.ask(method, path, { body, ...(headers === undefined ? {} : { headers }) });
  return seen.kind === 'answered' ? seen.status : 0;
}

describe('match', () => {
  test.each([
    [{ currency: 'USD' }, { order: 'a', currency: 'USD' }, { order: 'b', currency: 'EUR' }],
    [
      { card: '5555' },
      { order: 'a', card: '5555555555554444' },
      { order: 'b', card: '4242424242424242' },
    ],
    [{ brand: 'mastercard' }, { order: 'a', card: '5555555555554444' }, { order: 'b' }],
    [{ bank: { oneOf: ['ing', 'abn'] } }, { order: 'a', bank: 'ing' }, { order: 'b', bank: 'sns' }],
    [{ region: 'NL' }, { order: 'a', region: 'NL' }, { order: 'b' }],
    [{ order: { prefix: 'vip-' } }, { order: 'vip-1' }, { order: 'b' }],
    [
      { 'json.customer.age': { atLeast: 90 } },
      { order: 'a', customer: { age: 91 } },
      { order: 'b' },
    ],
    [{ amountMinor: { atMost: 1000 }, 'json.order': 'a' }, { order: 'a' }, { order: 'b' }],
    [
      { path: '/payments', 'headers.content-type': 'application/json', 'json.order': 'a' },
      { order: 'a' },
      { order: 'b' },
    ],
  ])('%j meets what fits and leaves out what does not', async (match, met, spared) => {
    await using rig = await startRig();
    rig.arm('error-status', DOWN, { match });
    expect(await create(rig, met)).toBe(503);
    expect(await create(rig, spared)).toBe(201);
    expect(rig.met()).toBe(1);
  });

  test('is refused for a field that no request has, with the nearest', () => {
    const check = () => checkFaultSelection(findFault('hang'), { match: { curency: 'EUR' } }, 1);
    expect(check).toThrow(PaydrillError);
    expect(check).toThrow('can not match on "curency"');
    expect(check).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('"currency"') as string }),
    );
    expect(() => checkFaultSelection(findFault('hang'), { match: { json: 1 } }, 1)).toThrow(
      '"json"',
    );
  });
});

describe('a script of tries', () => {
  test('fails twice and then lets through, for each payment on its own', async () => {
    await using rig = await startRig();
    rig.arm('error-status', DOWN, { attempts: [1, 2] });
    const tries = async (order: string) => {
      const seen: number[] = [];
      for (let nth = 0; nth < 3; nth += 1) seen.push(await create(rig, { order }));
      return seen;
    };
    expect(await tries('a')).toEqual([503, 503, 201]);
    expect(await tries('b')).toEqual([503, 503, 201]);
  });

  test('counts from when the fault was armed', async () => {
    await using rig = await startRig();
    await create(rig, { order: 'a' });
    rig.arm('error-status', DOWN, { pattern: 'fail pass repeat' });
    const seen: number[] = [];
    for (let nth = 0; nth < 4; nth += 1) seen.push(await create(rig, { order: 'a' }));
    expect(seen).toEqual([503, 201, 503, 201]);
  });

  test('goes with the header: an SDK that repeats a request is let through at last', async () => {
    await using rig = await startRig();
    const headers = { 'paydrill-fault': 'error-status;status=503;attempts=1,2' };
    const seen: number[] = [];
    for (let nth = 0; nth < 3; nth += 1) {
      seen.push(await statusOf(rig, 'POST', '/payments', { order: 'a' }, headers));
    }
    expect(seen).toEqual([503, 503, 201]);
    const pattern = { 'paydrill-fault': 'error-status;pattern=pass fail' };
    expect(await statusOf(rig, 'POST', '/payments', { order: 'b' }, pattern)).toBe(201);
    expect(await statusOf(rig, 'POST', '/payments', { order: 'b' }, pattern)).toBe(500);
  });

  test('written twice is refused', () => {
    const both = { attempts: [1], pattern: 'fail pass' };
    expect(() => checkFaultSelection(findFault('hang'), both, 1)).toThrow(
      'both attempts and a pattern',
    );
  });
});

describe('a share of payments', () => {
  test('meets all requests of a drawn payment and none of the others', async () => {
    await using rig = await startRig();
    rig.arm('latency', { delayMs: 1 }, { share: 0.5, sharePer: 'payment' });
    const orders = Array.from({ length: 24 }, (_, index) => `order-${index}`);
    for (const order of orders) {
      await create(rig, { order });
      await statusOf(rig, 'POST', `/payments/payment-${order}/confirm`);
      await statusOf(rig, 'GET', `/payments/payment-${order}`);
    }
    const metByOrder = orders.map(
      (order) =>
        rig.gateway
          .journal(100)
          .filter((exchange) => exchange.order === order && exchange.faults.length > 0).length,
    );
    expect(new Set(metByOrder)).toEqual(new Set([0, 3]));
  });
});

describe('a cycle', () => {
  test('is on and off in turn, by the gateway’s clock', async () => {
    await using rig = await startRig();
    rig.arm('error-status', DOWN, { cycle: { onMs: 60_000, offMs: 60_000 } });
    expect(await create(rig, { order: 'a' })).toBe(503);
    rig.clock.advance(60_000);
    expect(await create(rig, { order: 'a' })).toBe(201);
    rig.clock.advance(60_000);
    expect(await create(rig, { order: 'a' })).toBe(503);
  });
});

describe('a fault of the gateway as a whole', () => {
  test.each([
    [{ match: { currency: 'EUR' } }, 1, 'match'],
    [{ sharePer: 'payment' as const }, 1, 'sharePer'],
    [{}, 0.5, 'share'],
  ])('takes no choice: %j and share %d', (selection, share, what) => {
    expect(() => checkFaultSelection(findFault('clock-skew'), selection, share)).toThrow(
      `takes no ${what}`,
    );
  });
});

describe('a header that is no good', () => {
  test.each(['hang;attempts=0', 'hang;attempts=first', 'hang;pattern=sometimes', 'hang;share=2'])(
    '%s is refused',
    async (header) => {
      await using rig = await startRig();
      const headers = { 'paydrill-fault': header };
      expect(await statusOf(rig, 'POST', '/payments', { order: 'a' }, headers)).toBe(400);
    },
  );
});
