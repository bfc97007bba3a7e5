import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Claim } from '../../core/claim.ts';
import type { RunEvent } from '../../core/events.ts';
import type { Scenario, ScheduledFault } from '../../core/scenario.ts';
import { EXAMPLE_SCENARIO, exampleOrder } from '../testing/example-scenario.ts';
import { judgeOne, type OneOrder } from '../testing/judge-one.ts';
import type { OrderScript } from '../testing/run-script.ts';
import { arrivalsUntil, shareOutDrops } from './arrivals.ts';

const pending: Claim = { status: 'pending', promisedWithinMs: 1000, degraded: true };
const notCharged = (reason: 'declined' | 'unavailable'): Claim => ({
  status: 'not-charged',
  reason,
  degraded: false,
});

function take(order: OrderScript): void {
  order.move('stripe', 'authorise');
  order.move('stripe', 'capture');
}

const baselineOf = (tell: (order: OrderScript) => void, options: OneOrder = {}) =>
  judgeOne(tell, options).phases[0];

describe('how a payment counts', () => {
  test('succeeded: paid as claimed', () => {
    const figures = baselineOf((order) => {
      order.begin();
      take(order);
      order.answer(order.claim('paid', 'stripe'));
    });
    expect(figures?.payments).toMatchObject({ offered: 1, attempted: 1, succeeded: 1, failed: 0 });
    expect(figures?.goodputRatio).toBe(1);
  });

  test('failed: a claim that the ledger does not bear out', () => {
    const figures = baselineOf((order) => {
      order.begin();
      order.answer(order.claim('paid', 'stripe'));
    });
    expect(figures?.payments).toMatchObject({ succeeded: 0, failed: 1 });
    expect(figures?.goodputRatio).toBe(0);
  });

  test('succeeded and degraded: pending, and paid within the promised time', () => {
    const wait = (ms: number) =>
      baselineOf((order) => {
        order.begin();
        order.answer(pending);
        order.script.t += ms;
        take(order);
        order.status('paid', 'stripe');
        order.script.t += 5000;
        order.read(order.claim('paid', 'stripe'));
      })?.payments;
    expect(wait(900)).toMatchObject({ succeeded: 1, degraded: 1, failed: 0 });
    expect(wait(1100)).toMatchObject({ succeeded: 0, degraded: 0, failed: 1 });
  });

  test.each([
    ['declined', (order: OrderScript) => order.answer(notCharged('declined'))],
    ['failed', (order: OrderScript) => order.answer(notCharged('unavailable'))],
    ['pending', (order: OrderScript) => order.answer(pending)],
    ['unknown', (order: OrderScript) => order.answer(null)],
  ] as const)('%s: by the last word that the customer heard', (standing, tell) => {
    const figures = baselineOf((order) => {
      order.begin();
      tell(order);
    });
    expect(figures?.payments).toMatchObject({ offered: 1, succeeded: 0, [standing]: 1 });
    expect(figures?.goodputRatio).toBe(0);
  });

  test('unknown: what only the final reading says, nobody has heard', () => {
    const figures = baselineOf((order) => {
      order.begin();
      take(order);
      order.answer(null);
      order.read(order.claim('paid', 'stripe'));
    });
    expect(figures?.payments).toMatchObject({ succeeded: 0, unknown: 1 });
  });

  test('a scripted decline is no lost sale', () => {
    const figures = baselineOf(
      (order) => {
        order.begin();
        order.answer(notCharged('declined'));
      },
      { order: { card: 'generic-decline' } },
    );
    expect(figures?.payments).toMatchObject({ offered: 1, declined: 1 });
    expect(figures?.goodputRatio).toBeNull();
  });

  test('failed: only held, although the customer asked for the capture', () => {
    const figures = baselineOf(
      (order) => {
        order.begin();
        order.move('stripe', 'authorise');
        order.answer(order.claim('authorised', 'stripe'));
        order.answer(null, { request: 'capture' });
      },
      { order: { journey: 'pay-then-capture' } },
    );
    expect(figures?.payments).toMatchObject({ failed: 1 });
  });
});

describe('phases', () => {
  test('a payment belongs to the phase of its intended start', () => {
    const judgement = judgeOne((order) => {
      order.script.t = 10_050;
      order.begin(9_990);
      take(order);
      order.answer(order.claim('paid', 'stripe'));
    });
    expect(judgement.phases.map(({ payments }) => payments.offered)).toEqual([1, 0, 0, 0]);
    // Answered at 10 055: 1 ms each for the start, two movements, the request and its answer.
    expect(judgement.phases[0]?.latencyMs).toEqual({ p50: 65, p95: 65, p99: 65, max: 65 });
    expect(judgement.phases[1]).toMatchObject({ goodputRatio: null, latencyMs: null });
  });

  test('amplification is calls that may move money over first tries', () => {
    const tell = (order: OrderScript): void => {
      order.begin();
      order.exchange(order.attempt('stripe', 'create'));
      order.exchange(order.attempt('stripe', 'confirm'));
      order.exchange(order.attempt('stripe', 'confirm', { retry: 1 }));
      order.exchange(order.attempt('stripe', 'retrieve'));
    };
    const expected = { retryAmplification: 1.5, attemptsByProvider: { stripe: 4 } };
    expect(baselineOf(tell)).toMatchObject(expected);
    const withoutAudit = {
      forge: (events: Parameters<NonNullable<OneOrder['forge']>>[0]) =>
        events.filter(({ source }) => source !== 'service'),
    };
    expect(baselineOf(tell, withoutAudit)).toMatchObject(expected);
  });
});

describe('money', () => {
  test('adds up by currency, with what was taken twice and what is lost', () => {
    const judgement = judgeOne(
      (order) => {
        order.begin();
        take(order);
        order.move('paypal', 'authorise');
        order.move('paypal', 'capture');
        order.move('paypal', 'refund', { amountMinor: 34 });
        order.answer(notCharged('unavailable'));
        order.read(notCharged('unavailable'));
      },
      { order: { currency: 'JPY', amountMinor: 1000 } },
    );
    expect(judgement.money).toEqual({
      JPY: { capturedMinor: 2000, refundedMinor: 34, doubleChargedMinor: 966, lostMinor: 1966 },
    });
  });

  test('what a run left in flight is not lost yet', () => {
    const tell = (isSettled: boolean) =>
      judgeOne(
        (order) => {
          order.begin();
          take(order);
        },
        { input: { isSettled } },
      ).money['EUR'];
    expect(tell(false)).toMatchObject({ lostMinor: 0 });
    expect(tell(true)).not.toMatchObject({ lostMinor: 0 });
  });

  test('what is pending is not lost yet', () => {
    const judgement = judgeOne((order) => {
      take(order);
      order.read(pending);
    });
    expect(judgement.money['EUR']).toMatchObject({ lostMinor: 0 });
  });
});

describe('series', () => {
  test('has one point a second, with attempts and failures when they happened', () => {
    const judgement = judgeOne((order) => {
      order.script.t = 1500;
      order.begin();
      const confirm = order.attempt('stripe', 'confirm');
      order.script.t = 2500;
      order.end(confirm, 'unknown');
      order.answer(pending);
    });
    expect(judgement.series).toHaveLength(40);
    expect(judgement.series[1]).toMatchObject({
      t: 1000,
      offered: 1,
      pending: 1,
      attemptsByProvider: { stripe: 1 },
      failuresByProvider: {},
    });
    expect(judgement.series[1]?.latencyMs?.p50).toBeGreaterThan(1000);
    expect(judgement.series[2]).toMatchObject({
      offered: 0,
      latencyMs: null,
      failuresByProvider: { stripe: 1 },
    });
  });
});

describe('faults', () => {
  const fault = (changes: object): ScheduledFault =>
    ({
      name: 'f',
      gateway: 'stripe',
      share: 1,
      atMs: 0,
      durationMs: 1000,
      ...changes,
    }) as ScheduledFault;
  const FAULTS = {
    gateway: fault({
      layer: 'gateway',
      fault: 'latency',
      options: { ms: 9 },
      share: 0.5,
      operations: ['confirm'],
    }),
    network: fault({ layer: 'network', direction: 'downstream', effect: { kind: 'down' } }),
    process: { name: 'f', layer: 'process', action: 'kill', atMs: 0, durationMs: 1000 },
  } as const satisfies Record<string, ScheduledFault>;

  const recordOf = (scheduled: ScheduledFault, tell: (order: OrderScript) => void) => {
    const scenario: Partial<Scenario> = { faults: [scheduled] };
    const facts = { name: 'f', plannedStartMs: 900, startMs: 1000, endMs: 2000, isProved: true };
    return judgeOne(tell, { scenario, input: { faults: [facts] } }).faults[0];
  };
  const attemptAt =
    (startT: number, endT: number, provider: 'stripe' | 'paypal' = 'stripe') =>
    (order: OrderScript): void => {
      order.script.t = startT;
      const attempt = order.attempt(provider, 'confirm');
      order.script.t = endT;
      order.end(attempt, 'unknown');
    };

  test('a gateway fault touched the requests that name it, orderless ones too', () => {
    const record = recordOf(FAULTS.gateway, (order) => {
      const attempt = order.attempt('stripe', 'confirm');
      order.exchange(attempt, { faults: ['f', 'other'] });
      order.exchange(attempt, { faults: ['other'] });
      order.exchange(
        { ...attempt, operation: 'token' },
        { order: null, object: null, faults: ['f'] },
      );
    });
    expect(record).toEqual({
      name: 'f',
      layer: 'gateway',
      gateway: 'stripe',
      description: 'latency, ms 9, share 0.5, confirm',
      plannedStartMs: 900,
      startMs: 1000,
      endMs: 2000,
      touchedRequests: 2,
      routedAway: 0,
      isProved: true,
    });
  });

  test('a gateway fault touched the webhooks that name it', () => {
    const order = exampleOrder();
    const tried: RunEvent = {
      kind: 'webhook',
      source: 'gateway:stripe',
      seq: 0,
      t: 1500,
      event: 'e',
      type: 'paid',
      order: order.orderId,
      object: null,
      deliveryAttempt: 1,
      status: 200,
      faults: ['f'],
    };
    const facts = { name: 'f', plannedStartMs: 900, startMs: 1000, endMs: 2000, isProved: true };
    const { faults } = judgeOne(() => {}, {
      scenario: { faults: [FAULTS.gateway] },
      input: { faults: [facts] },
      forge: (events) => [...events.filter(({ source }) => source !== 'gateway:stripe'), tried],
    });
    expect(faults[0]?.touchedRequests).toBe(1);
  });

  test('where the target keeps no trail, a network fault touched what its place counted', () => {
    const facts = { name: 'f', plannedStartMs: 900, startMs: 1000, endMs: 2000, isProved: true };
    const touched = (met: number | null, isAudited: boolean) =>
      judgeOne(attemptAt(100, 200), {
        scenario: { faults: [FAULTS.network] },
        input: { faults: [{ ...facts, met }], ...(isAudited ? {} : { sources: ['client'] }) },
        forge: (events) => events.filter(({ source }) => isAudited || source !== 'service'),
      }).faults[0]?.touchedRequests;
    expect(touched(7, false)).toBe(7);
    expect(touched(null, false)).toBe(0);
    expect(touched(7, true)).toBe(0);
  });

  test("a gateway fault touched nobody by meeting the drill's own probe", () => {
    const record = recordOf(FAULTS.gateway, (order) => {
      const attempt = order.attempt('stripe', 'confirm');
      order.exchange(attempt, { operation: 'other', order: null, object: null, faults: ['f'] });
    });
    expect(record?.touchedRequests).toBe(0);
  });

  test.each([
    ['before', 100, 900, 0],
    ['into', 500, 1500, 1],
    ['within', 1200, 1300, 1],
    ['across', 500, 2500, 1],
    ['after', 2500, 2600, 0],
  ])('a network fault touched an attempt that ran %s it: %i to %i', (_, startT, endT, touched) => {
    expect(recordOf(FAULTS.network, attemptAt(startT, endT))?.touchedRequests).toBe(touched);
    expect(recordOf(FAULTS.network, attemptAt(startT, endT, 'paypal'))?.touchedRequests).toBe(0);
  });

  test('a process fault touched what was under way', () => {
    const record = recordOf(FAULTS.process, (order) => {
      order.script.t = 1500;
      order.answer(null);
    });
    expect(record).toMatchObject({
      gateway: null,
      touchedRequests: 1,
      description: 'kill the target',
    });
    expect(recordOf(FAULTS.process, attemptAt(100, 1100))?.touchedRequests).toBe(1);
  });

  test('counts what was routed away from it while it was active', () => {
    const route = (t: number) => (order: OrderScript) => {
      order.script.t = t;
      order.route('paypal', 'stripe');
    };
    expect(recordOf(FAULTS.network, route(1500))).toMatchObject({
      touchedRequests: 0,
      routedAway: 1,
    });
    expect(recordOf(FAULTS.network, route(2500))).toMatchObject({ routedAway: 0 });
  });
});

describe('arrivals', () => {
  test('integrate a constant and a ramping rate', () => {
    expect(arrivalsUntil({ kind: 'constant', ratePerSecond: 50 }, 3000)).toBe(150);
    const ramp = {
      kind: 'ramping',
      startRatePerSecond: 10,
      stages: [
        { durationMs: 10_000, toRatePerSecond: 30 },
        { durationMs: 0, toRatePerSecond: 100 },
      ],
    } as const;
    expect(arrivalsUntil(ramp, 5000)).toBe(75);
    expect(arrivalsUntil(ramp, 10_000)).toBe(200);
    expect(arrivalsUntil(ramp, 11_000)).toBe(300);
  });

  test('share drops out to where arrivals fell short, none of them lost', () => {
    expect(shareOutDrops(30, [100, 100, 100], [100, 80, 90])).toEqual([0, 20, 10]);
    const counts = fc.array(fc.nat(200), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(fc.nat(500), counts, counts, (dropped, planned, begun) => {
        const shares = shareOutDrops(dropped, planned, begun);
        const isShort = planned.some((count, index) => count > (begun[index] ?? 0));
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(isShort ? dropped : 0);
      }),
    );
  });

  test('are those of the scenario', () => {
    expect(arrivalsUntil(EXAMPLE_SCENARIO.load.arrival, 1000)).toBe(100);
  });
});
