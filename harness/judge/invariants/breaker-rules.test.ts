import { describe, expect, test } from 'vitest';
import type { BreakerChanged, RunEvent } from '../../core/events.ts';
import { EXAMPLE_POLICY } from '../testing/example-scenario.ts';
import { brokenIn, judgeOne, resultOf } from '../testing/judge-one.ts';
import { numberEvents, type OrderScript } from '../testing/run-script.ts';

const NAME = 'breaker-rules';
const breaker = { failureRatio: 0.5, windowMs: 1_000, minimumCalls: 2, halfOpenAfterMs: 500 };
const scenario = { policy: { ...EXAMPLE_POLICY, breaker } };

const fail = (times: number) => (order: OrderScript) => {
  for (let index = 0; index < times; index += 1) {
    order.end(order.attempt('stripe', 'create'), 'unknown');
  }
};

const change = (state: BreakerChanged['state'], t: number): RunEvent => ({
  kind: 'breaker',
  source: 'service',
  seq: 0,
  t,
  provider: 'stripe',
  state,
});

/** The service's log has it where its time says. */
const withChange = (event: RunEvent) => (events: readonly RunEvent[]) =>
  numberEvents([...events, event].toSorted((a, b) => a.t - b.t));

describe(NAME, () => {
  test('accuses a breaker that does not open although nothing else came than failures', () => {
    const [witness] = resultOf(judgeOne(fail(6), { scenario }), NAME).witnesses;
    expect(witness?.story).toBe(
      'stripe was asked again after 5 calls in a row had failed within 8 ms; its breaker opens after 2.',
    );
  });

  test('allows fewer failures, which another way of counting may not see', () => {
    expect(brokenIn(judgeOne(fail(5), { scenario }))).not.toContain(NAME);
  });

  test('allows failures with an answer among them', () => {
    const judgement = judgeOne(
      (order) => {
        fail(4)(order);
        order.end(order.attempt('stripe', 'create'), 'approved');
        fail(4)(order);
      },
      { scenario },
    );
    expect(brokenIn(judgement)).not.toContain(NAME);
  });

  test('allows failures that are few among the calls of a window', () => {
    const judgement = judgeOne(
      (order) => {
        for (let call = 0; call < 9; call += 1) {
          order.end(order.attempt('stripe', 'create'), 'approved');
        }
        fail(6)(order);
      },
      { scenario },
    );
    expect(brokenIn(judgement)).not.toContain(NAME);
  });

  test('allows failures after it has opened, by probes and by calls that were under way', () => {
    const judgement = judgeOne(fail(8), { scenario, forge: withChange(change('open', 8)) });
    expect(brokenIn(judgement)).not.toContain(NAME);
  });

  test('accuses leaving a provider out long after its breaker opened', () => {
    const tell = (waitMs: number) =>
      judgeOne(
        (order) => {
          order.script.t += waitMs;
          order.route('paypal', 'stripe');
        },
        { scenario, forge: withChange(change('open', 0.5)) },
      );
    expect(brokenIn(tell(2_000))).toContain(NAME);
    expect(brokenIn(tell(1_400))).not.toContain(NAME);
  });

  test('asks nothing of a policy without a breaker', () => {
    const without = { policy: { ...EXAMPLE_POLICY, breaker: null } };
    const result = resultOf(judgeOne(fail(40), { scenario: without }), NAME);
    expect(result).toMatchObject({ checked: 0, violations: 0 });
  });
});
