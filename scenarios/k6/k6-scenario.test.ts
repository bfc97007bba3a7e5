import { describe, expect, it } from 'vitest';
import { USUAL_LOAD } from '../catalogue/usual-load.ts';
import { createArrivalSchedule } from '../journeys/arrival-schedule.ts';
import { createLoadPlan, type LoadPlan } from '../journeys/load-plan.ts';
import { resilient } from '../policies/resilient.ts';
import type { Arrival } from '../../harness/core/scenario.ts';
import { optionsOf } from './k6-scenario.ts';

const planOf = (arrival: Arrival, loadMs: number): LoadPlan =>
  createLoadPlan({
    targetUrl: 'http://127.0.0.1:1',
    ordersFile: '/tmp/orders.json',
    summaryFile: '/tmp/summary.json',
    load: { ...USUAL_LOAD, arrival },
    timeline: { baselineMs: loadMs, faultMs: 0, recoveryMs: 0, drainMs: 0 },
    policy: resilient,
  });

describe('k6 options', () => {
  it('have all virtual users ready before the load starts', () => {
    const plan = planOf({ kind: 'constant', ratePerSecond: 50 }, 10_000);
    expect(optionsOf(plan).scenarios?.['customers']).toMatchObject({
      executor: 'constant-arrival-rate',
      preAllocatedVUs: plan.virtualUsers,
      maxVUs: plan.virtualUsers,
      gracefulStop: `${plan.gracefulStopMs}ms`,
    });
  });

  it('give a rate with a fraction as a whole one for a longer time', () => {
    const plan = planOf({ kind: 'constant', ratePerSecond: 12.5 }, 10_000);
    expect(optionsOf(plan).scenarios?.['customers']).toMatchObject({
      rate: 12_500,
      timeUnit: '1000s',
    });
  });

  it('leave time after a constant load for arrivals that were held up', () => {
    const plan = planOf({ kind: 'constant', ratePerSecond: 50 }, 10_000);
    expect(plan.plannedIterations).toBe(500);
    expect(optionsOf(plan).scenarios?.['customers']).toMatchObject({ duration: '10500000us' });
  });

  it('end a ramp with room for its last arrival and none for another', () => {
    const arrival: Arrival = {
      kind: 'ramping',
      startRatePerSecond: 0,
      stages: [{ durationMs: 10_000, toRatePerSecond: 10 }],
    };
    expect(createArrivalSchedule(arrival, 10_000).plannedIterations).toBe(50);
    expect(optionsOf(planOf(arrival, 10_000)).scenarios?.['customers']).toMatchObject({
      executor: 'ramping-arrival-rate',
      startRate: 0,
      stages: [
        { duration: '10000000us', target: 10_000 },
        { duration: '0s', target: 5_000 },
        { duration: '100000us', target: 5_000 },
        { duration: '0s', target: 0 },
        { duration: '1s', target: 0 },
      ],
    });
  });
});
