import { describe, expect, it } from 'vitest';
import { noTimeout } from '../policies/no-timeout.ts';
import { resilient } from '../policies/resilient.ts';
import { USUAL_LOAD, USUAL_TIMELINE } from '../catalogue/usual-load.ts';
import { ORDER } from './fake-customer.fixture.ts';
import { createLoadPlan, flattenOrder, inflateOrder } from './load-plan.ts';

const options = {
  targetUrl: 'http://127.0.0.1:4000/',
  ordersFile: '/tmp/orders.json',
  summaryFile: '/tmp/summary.json',
  load: USUAL_LOAD,
  timeline: USUAL_TIMELINE,
  policy: resilient,
};

describe('a load plan', () => {
  it('covers baseline, fault and recovery', () => {
    expect(createLoadPlan(options)).toMatchObject({
      targetUrl: 'http://127.0.0.1:4000',
      loadMs: 55_000,
      plannedIterations: 2_750,
    });
  });

  it('has a customer for every one that may be waiting at once', () => {
    // Two seconds to be answered, five for the promise, one to spare: 8 s at 50 a second.
    expect(createLoadPlan(options).virtualUsers).toBe(410);
  });

  it('has more of them for a service that lets customers wait', () => {
    const { virtualUsers } = createLoadPlan({ ...options, policy: noTimeout });
    expect(virtualUsers).toBe(635);
  });

  it('never has more customers than orders', () => {
    const timeline = { baselineMs: 500, faultMs: 1_000, recoveryMs: 500, drainMs: 0 };
    expect(createLoadPlan({ ...options, timeline }).virtualUsers).toBe(100);
  });

  it('waits for the last customer longer than any visit lasts', () => {
    const { gracefulStopMs, limits } = createLoadPlan(options);
    expect(gracefulStopMs).toBeGreaterThan(limits.visitMs + 500);
  });
});

describe('a flat order', () => {
  it('is the order again when it is inflated', () => {
    expect(inflateOrder(flattenOrder(ORDER))).toEqual(ORDER);
  });

  it('holds no lists or objects', () => {
    expect(Object.values(flattenOrder(ORDER)).filter((value) => typeof value === 'object')).toEqual(
      [],
    );
  });
});
