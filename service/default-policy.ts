import type { Policy } from '../harness/core/policy.ts';

/** What the service does when nobody tells it otherwise. */
export const DEFAULT_POLICY: Policy = {
  name: 'service-default',
  summary: 'Same-key retries in a budget, a breaker, and another provider only behind a fence.',
  deadlineMs: 2000,
  attemptTimeoutMs: 800,
  retry: {
    maxAttempts: 3,
    backoff: { kind: 'exponential', baseMs: 50, capMs: 500, jitter: 'full' },
    idempotencyKey: 'same',
    budget: { ratio: 0.2, burst: 50 },
  },
  breaker: { failureRatio: 0.5, windowMs: 5000, minimumCalls: 20, halfOpenAfterMs: 2000 },
  bulkhead: { maxConcurrent: 400, maxQueued: 100 },
  failover: { kind: 'fenced', maxProviders: 2 },
  reconcile: { isEnabled: true, intervalMs: 500, settleAfterMs: 5000 },
  degradation: { acceptAndQueue: true, offerOtherMethod: true, promisedWithinMs: 30_000 },
};
