import { describe, expect, test } from 'vitest';
import type { AttemptEnded } from '../../core/events.ts';
import { EXAMPLE_POLICY } from '../testing/example-scenario.ts';
import { brokenIn, judgeOne, resultOf } from '../testing/judge-one.ts';
import type { OrderScript } from '../testing/run-script.ts';

const NAME = 'same-key-again';

const twice = (outcome: AttemptEnded['outcome'], keys: readonly [string, string]) => {
  const [first, second] = keys;
  return (order: OrderScript): void => {
    order.end(order.attempt('stripe', 'confirm', { key: first }), outcome);
    order.end(order.attempt('stripe', 'confirm', { key: second, retry: 1 }), 'approved');
  };
};

describe(NAME, () => {
  test('accuses a retry under another key while the first may have moved money', () => {
    const [witness] = resultOf(judgeOne(twice('unknown', ['k1', 'k2'])), NAME).witnesses;
    expect(witness?.story).toBe(
      'The confirm of order o1 at stripe was tried again under the key k2 while what became of k1 was not known.',
    );
  });

  test('accuses a retry of a call that never ended', () => {
    const judgement = judgeOne((order) => {
      order.attempt('stripe', 'confirm', { key: 'k1' });
      order.end(order.attempt('stripe', 'confirm', { key: 'k2' }), 'approved');
    });
    expect(brokenIn(judgement)).toContain(NAME);
  });

  test('allows the same key', () => {
    const result = resultOf(judgeOne(twice('unknown', ['k1', 'k1'])), NAME);
    expect(result).toMatchObject({ checked: 1, violations: 0 });
  });

  test('allows another key after a definite no, which may be stored under the first', () => {
    expect(brokenIn(judgeOne(twice('refused', ['k1', 'k2'])))).not.toContain(NAME);
  });

  test('allows another key for a new object once the first is cancelled', () => {
    const judgement = judgeOne((order) => {
      order.end(order.attempt('stripe', 'confirm', { key: 'k1' }), 'unknown');
      order.end(order.attempt('stripe', 'void', { purpose: 'fence' }), 'approved');
      order.end(order.attempt('stripe', 'confirm', { key: 'k2' }), 'approved');
    });
    expect(brokenIn(judgement)).not.toContain(NAME);
  });

  test('asks nothing of a policy that mints a key for each try', () => {
    const policy = { ...EXAMPLE_POLICY, retry: { ...EXAMPLE_POLICY.retry, idempotencyKey: 'new' } };
    const judgement = judgeOne(twice('unknown', ['k1', 'k2']), {
      scenario: { policy: policy as typeof EXAMPLE_POLICY },
    });
    expect(resultOf(judgement, NAME)).toMatchObject({ checked: 0, violations: 0 });
  });
});
