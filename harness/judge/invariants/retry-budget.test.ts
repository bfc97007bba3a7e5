import { describe, expect, test } from 'vitest';
import { brokenIn, judgeOne, resultOf } from '../testing/judge-one.ts';
import { EXAMPLE_POLICY } from '../testing/example-scenario.ts';
import type { OrderScript } from '../testing/run-script.ts';

const NAME = 'retry-budget';

// The budget allows 2 providers x 20, and a fifth of the first tries.
const storm = (firstTries: number, retries: number) => (order: OrderScript) => {
  for (let index = 0; index < firstTries; index += 1) order.attempt('stripe', 'create');
  for (let index = 0; index < retries; index += 1) order.attempt('stripe', 'create', { retry: 1 });
};

describe(NAME, () => {
  test('accuses a storm of retries', () => {
    const result = resultOf(judgeOne(storm(50, 51)), NAME);
    expect(result).toMatchObject({ scope: 'run', checked: 1, violations: 1 });
    expect(result.witnesses[0]?.story).toBe(
      '51 retries were made to 50 first tries; the budget allows 50.',
    );
  });

  test('allows what the bucket holds', () => {
    expect(brokenIn(judgeOne(storm(50, 50)))).not.toContain(NAME);
  });

  test('asks nothing of a policy without a budget', () => {
    const policy = { ...EXAMPLE_POLICY, retry: { ...EXAMPLE_POLICY.retry, budget: null } };
    const judgement = judgeOne(storm(1, 99), { scenario: { policy } });
    expect(resultOf(judgement, NAME)).toMatchObject({ checked: 0, violations: 0 });
  });
});
