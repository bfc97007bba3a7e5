import { describe, expect, test } from 'vitest';
import type { Objective } from '../../core/scenario.ts';
import type { PaymentFigure } from '../figures/payment-figure.ts';
import { EXAMPLE_SCENARIO, examplePhases } from '../testing/example-scenario.ts';
import { judgeOne } from '../testing/judge-one.ts';
import { boundOutcome } from './bound.ts';
import { judgeObjectives } from './judge-objectives.ts';

const PHASES = examplePhases(EXAMPLE_SCENARIO);

/** Ten payments a second over all three loaded phases, good unless said otherwise. */
const payments = (
  change: (t: number) => Partial<PaymentFigure> = () => ({}),
): readonly PaymentFigure[] =>
  Array.from({ length: 300 }, (_, index): PaymentFigure => {
    const intendedT = index * 100;
    return {
      intendedT,
      phase: intendedT < 10_000 ? 'baseline' : intendedT < 20_000 ? 'fault' : 'recovery',
      standing: 'succeeded',
      isDegraded: false,
      isScriptedDecline: false,
      latencyMs: 100,
      calls: 2,
      firstCalls: 2,
      excessMinorSeconds: 0,
      ...change(intendedT),
    };
  });

const measure = (
  objective: Objective,
  sample: readonly PaymentFigure[],
  dropped: number = 0,
  others: readonly Objective[] = [],
) =>
  judgeObjectives({
    objectives: [objective, ...others],
    phases: PHASES,
    payments: sample,
    drops: new Map([[objective.phase, dropped]]),
    endMs: 40_000,
    seed: 7,
  })[0];

describe('boundOutcome', () => {
  const measured = (low: number, high: number) =>
    ({
      actual: (low + high) / 2,
      interval: [low, high],
      sampleSize: 100,
      sampleNeeded: 30,
    }) as const;

  test.each([
    [0.95, 0.99, 'met'],
    [0.85, 0.89, 'crossed'],
    [0.85, 0.95, 'inconclusive'],
    [0.9, 0.95, 'met'],
  ] as const)('at least 0.9 in [%d, %d] is %s', (low, high, outcome) => {
    expect(boundOutcome({ atLeast: 0.9 }, measured(low, high))).toBe(outcome);
  });

  test.each([
    [1, 2, 'met'],
    [2.1, 3, 'crossed'],
    [1, 3, 'inconclusive'],
  ] as const)('at most 2 in [%d, %d] is %s', (low, high, outcome) => {
    expect(boundOutcome({ atMost: 2 }, measured(low, high))).toBe(outcome);
  });

  test('is inconclusive for too few payments or none', () => {
    expect(boundOutcome({ atMost: 2 }, { ...measured(0, 1), sampleSize: 29 })).toBe('inconclusive');
    expect(boundOutcome({ atMost: 2 }, { ...measured(0, 1), actual: null })).toBe('inconclusive');
  });
});

describe('goodput', () => {
  const objective: Objective = { name: 'goodput', phase: 'fault', bound: { atLeast: 0.9 } };

  test('is met when nearly all is good, and crossed when half is not', () => {
    expect(measure(objective, payments())).toMatchObject({ actual: 1, outcome: 'met' });
    const half = payments((t) => ({ standing: t % 200 === 0 ? 'failed' : 'succeeded' }));
    expect(measure(objective, half)).toMatchObject({ actual: 0.5, outcome: 'crossed' });
  });

  test('knows less when the same failures hang together', () => {
    const scattered = payments((t) => ({ standing: t % 1000 === 0 ? 'failed' : 'succeeded' }));
    const clumped = payments((t) => ({
      standing: t >= 10_000 && t < 11_000 ? 'failed' : 'succeeded',
    }));
    const width = (sample: readonly PaymentFigure[]): number => {
      const [low = 0, high = 0] = measure(objective, sample)?.interval ?? [];
      return high - low;
    };
    expect(measure(objective, scattered)?.actual).toBe(measure(objective, clumped)?.actual);
    expect(width(clumped)).toBeGreaterThan(width(scattered) * 1.5);
  });

  test('leaves out scripted declines and counts drops as failed', () => {
    const some = payments((t) => ({ isScriptedDecline: t % 500 === 0 }));
    expect(measure(objective, some)?.actual).toBe(1);
    expect(measure(objective, payments(), 100)?.actual).toBe(0.5);
  });
});

describe('latency', () => {
  const objective: Objective = { name: 'latency-p95', phase: 'fault', bound: { atMost: 500 } };

  test('is the quantile of those who were answered', () => {
    const sample = payments((t) => ({ latencyMs: t % 400 === 0 ? 900 : 100 }));
    expect(measure(objective, sample)).toMatchObject({ actual: 900, outcome: 'crossed' });
    const silent = payments(() => ({ latencyMs: null }));
    expect(measure(objective, silent)).toMatchObject({ actual: null, outcome: 'inconclusive' });
  });

  test('needs a hundred payments for a 99th percentile', () => {
    const p99: Objective = { name: 'latency-p99', phase: 'fault', bound: { atMost: 500 } };
    expect(measure(p99, payments())?.outcome).toBe('met');
    const fewer = payments().filter(({ intendedT }) => intendedT !== 15_000);
    expect(measure(p99, fewer)?.outcome).toBe('inconclusive');
    expect(measure(objective, fewer)?.outcome).toBe('met');
  });
});

describe('shares and amplification', () => {
  test('measure what they say', () => {
    const sample = payments((t) =>
      t % 500 === 0 ? { standing: 'pending', isDegraded: true, calls: 6 } : {},
    );
    const one = (name: Objective['name']) =>
      measure({ name, phase: 'fault', bound: { atMost: 3 } }, sample)?.actual;
    expect(one('pending-share')).toBeCloseTo(0.2);
    expect(one('degraded-share')).toBeCloseTo(0.2);
    expect(one('retry-amplification')).toBeCloseTo(1.4);
  });
});

describe('recovery-time', () => {
  const objective: Objective = {
    name: 'recovery-time',
    phase: 'recovery',
    bound: { atMost: 3000 },
  };
  const baseline: Objective = { name: 'goodput', phase: 'baseline', bound: { atLeast: 0.98 } };
  const failingUntil = (untilT: number) =>
    payments((t) => ({ standing: t >= 20_000 && t < untilT ? 'failed' : 'succeeded' }));
  const recovery = (sample: readonly PaymentFigure[]) => measure(objective, sample, 0, [baseline]);

  test('is nothing when nothing fails any more', () => {
    expect(recovery(payments())).toMatchObject({ actual: 0, interval: null, outcome: 'met' });
  });

  test('ends where the failures end, whatever the width of the window', () => {
    expect(recovery(failingUntil(22_000))).toMatchObject({ actual: 2000, outcome: 'met' });
    expect(recovery(failingUntil(25_000))).toMatchObject({ actual: 5000, outcome: 'crossed' });
  });

  test('is the whole phase at least when it never came back', () => {
    expect(recovery(failingUntil(30_000))).toMatchObject({ actual: 10_000, outcome: 'crossed' });
  });

  test('is not begun anew by one unlucky payment, but by a relapse', () => {
    const unlucky = payments((t) => ({ standing: t === 27_000 ? 'failed' : 'succeeded' }));
    expect(recovery(unlucky)?.actual).toBe(0);
    const relapse = payments((t) => ({
      standing: t >= 27_000 && t < 28_000 ? 'failed' : 'succeeded',
    }));
    expect(recovery(relapse)?.actual).toBe(8000);
  });

  test('counts payments that were dropped where the schedule misses them', () => {
    const missing = payments().filter(({ intendedT: t }) => t < 20_000 || t >= 23_000);
    expect(recovery(missing)?.actual).toBe(0);
    expect(measure(objective, missing, 30, [baseline])?.actual).toBe(3000);
  });

  test('measures by the baseline itself where the scenario gives no bound', () => {
    expect(measure(objective, failingUntil(22_000))?.actual).toBe(2000);
  });
});

describe('excess-minor-seconds', () => {
  const excess = (repairedT: number | null) =>
    judgeOne(
      (order) => {
        order.begin();
        for (const provider of ['stripe', 'paypal'] as const) {
          order.move(provider, 'authorise');
          order.move(provider, 'capture');
        }
        if (repairedT !== null) {
          order.script.t = repairedT;
          order.move('paypal', 'refund');
        } else {
          order.script.t = 10_000;
          order.read(null);
        }
      },
      {
        scenario: {
          objectives: [
            { name: 'excess-minor-seconds', phase: 'baseline', bound: { atMost: 2000 } },
          ],
        },
      },
    ).objectives[0];

  test('is the amount too much times how long it was too much', () => {
    // Captured at 5 ms, given back at 1005 ms: 1234 minor units for a second.
    expect(excess(1004)).toMatchObject({ actual: 1234, outcome: 'met' });
  });

  test('runs to the end of the run when nobody repairs it', () => {
    expect(excess(null)).toMatchObject({ outcome: 'crossed' });
    expect(excess(null)?.actual).toBeCloseTo(1234 * 9.996, 0);
  });
});
