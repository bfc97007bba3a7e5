import { describe, expect, test } from 'vitest';
import type { AttemptStarted } from '../../core/events.ts';
import { brokenIn, judgeOne, resultOf } from '../testing/judge-one.ts';
import type { OrderScript } from '../testing/run-script.ts';

const NAME = 'attempts-in-budget';

const tryTimes = (times: number, purpose: AttemptStarted['purpose']) => (order: OrderScript) => {
  for (let retry = 0; retry < times; retry += 1) {
    order.end(order.attempt('stripe', 'confirm', { retry, purpose }), 'not-processed');
  }
};

describe(NAME, () => {
  test('accuses one try more than the policy allows', () => {
    const [witness] = resultOf(judgeOne(tryTimes(4, 'pay')), NAME).witnesses;
    expect(witness?.story).toBe(
      'confirm of order o1 was tried 4 times at stripe; the policy allows 3.',
    );
    expect(witness?.events).toHaveLength(2);
  });

  test('allows as many tries as the policy has', () => {
    expect(resultOf(judgeOne(tryTimes(3, 'pay')), NAME)).toMatchObject({
      checked: 1,
      violations: 0,
    });
  });

  test('leaves the reconciler its own pace, even where it counted the tries before', () => {
    expect(brokenIn(judgeOne(tryTimes(9, 'reconcile')))).not.toContain(NAME);
    const judgement = judgeOne((order) => {
      tryTimes(3, 'repair')(order);
      order.end(order.attempt('stripe', 'confirm', { retry: 3, purpose: 'refund' }), 'approved');
    });
    expect(brokenIn(judgement)).not.toContain(NAME);
  });

  test('counts afresh for a customer who asks for a refund again', () => {
    const ask = (times: number) =>
      judgeOne((order) => {
        for (let time = 0; time < times; time += 1) {
          order.answer(null, { request: 'refund', key: `refund-${time}` });
        }
        tryTimes(6, 'refund')(order);
      });
    expect(brokenIn(ask(1))).toContain(NAME);
    expect(brokenIn(ask(2))).not.toContain(NAME);
  });
});
