import type { Policy } from '../../core/policy.ts';
import type { Random } from '../../core/random.ts';

/**
 * The same policy with other margins. What it promises stays: kinds of failover and keys, whether
 * it reconciles, what it does not have. The times in which doubts are settled and customers know
 * only grow, and together, because both are promises about the other.
 */
export function drawPolicy(policy: Policy, random: Random): Policy {
  const patience = random.pick([1, 1, 1.5, 2]);
  const deadlineMs = times(policy.deadlineMs, random, 0.75, 1.5);
  return {
    ...policy,
    deadlineMs,
    attemptTimeoutMs:
      policy.attemptTimeoutMs === null
        ? null
        : Math.min(times(policy.attemptTimeoutMs, random, 0.3, 1.25), Math.floor(deadlineMs / 2)),
    retry: drawRetry(policy.retry, random.fork('retry')),
    breaker: drawBreaker(policy.breaker, random.fork('breaker')),
    bulkhead:
      policy.bulkhead === null
        ? null
        : { maxConcurrent: random.pick([2, 5, 50, 500]), maxQueued: random.pick([0, 5, 200]) },
    reconcile: {
      ...policy.reconcile,
      intervalMs: times(policy.reconcile.intervalMs, random, 0.2, 1.5),
      settleAfterMs: Math.round(policy.reconcile.settleAfterMs * patience),
    },
    degradation: {
      ...policy.degradation,
      promisedWithinMs: Math.round(policy.degradation.promisedWithinMs * patience),
    },
  };
}

function drawRetry(retry: Policy['retry'], random: Random): Policy['retry'] {
  const { backoff } = retry;
  const baseMs = random.integer(10, 120);
  return {
    ...retry,
    maxAttempts: retry.maxAttempts === 1 ? 1 : random.integer(2, retry.maxAttempts + 1),
    backoff:
      backoff.kind === 'none'
        ? backoff
        : { ...backoff, baseMs, capMs: baseMs * random.pick([1, 4, 8]) },
    budget:
      retry.budget === null
        ? null
        : { ratio: random.pick([0, 0.1, 0.2, 0.5]), burst: random.pick([0, 1, 2, 5, 20]) },
  };
}

function drawBreaker(breaker: Policy['breaker'], random: Random): Policy['breaker'] {
  if (breaker === null) return null;
  return {
    failureRatio: random.pick([0.3, 0.5, 0.8]),
    windowMs: random.pick([1_000, 5_000, 10_000]),
    minimumCalls: random.pick([2, 3, 5, 10, 20]),
    halfOpenAfterMs: random.integer(200, 2_000),
  };
}

const times = (value: number, random: Random, low: number, high: number): number =>
  Math.max(1, Math.round(value * (low + random.next() * (high - low))));
