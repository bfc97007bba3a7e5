import { describe, expect, it } from 'vitest';
import type { Policy } from '../../harness/core/policy.ts';
import { POLICIES, POLICY_NAMES, type PolicyName } from './registry.ts';

/** What each policy changes about `resilient`, and nothing else. */
const DIFFERENCES: Readonly<Record<PolicyName, readonly (keyof Policy)[]>> = {
  resilient: [],
  'second-hold': ['failover'],
  'no-retry': ['retry', 'failover', 'reconcile', 'degradation'],
  'retry-new-key': ['retry'],
  'retry-storm': ['retry', 'breaker', 'bulkhead'],
  'failover-on-unknown': ['failover'],
  'no-timeout': ['deadlineMs', 'attemptTimeoutMs'],
  'no-breaker': ['breaker'],
};

describe('the policies', () => {
  it.each(POLICY_NAMES)('%s goes by its own name and says what it does', (name) => {
    expect(POLICIES[name].name).toBe(name);
    expect(POLICIES[name].summary).toMatch(/^[A-Z].+\.$/);
  });

  it.each(POLICY_NAMES)('%s differs from resilient where it says so and nowhere else', (name) => {
    const fields = Object.keys(POLICIES.resilient) as (keyof Policy)[];
    const changed = fields.filter(
      (field) =>
        field !== 'name' &&
        field !== 'summary' &&
        JSON.stringify(POLICIES[name][field]) !== JSON.stringify(POLICIES.resilient[field]),
    );
    expect(changed).toEqual(DIFFERENCES[name]);
  });

  it('resilient can make all its tries inside the deadline', () => {
    const { retry, attemptTimeoutMs, deadlineMs } = POLICIES.resilient;
    expect((attemptTimeoutMs ?? Number.POSITIVE_INFINITY) * 2).toBeLessThan(deadlineMs);
    expect(retry.maxAttempts).toBeGreaterThan(1);
  });
});
