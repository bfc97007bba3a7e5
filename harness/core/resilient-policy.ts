import type { Policy } from './policy.ts';

/** What other policies are compared with: the default of a drill, and of the reference service alone. */
export const RESILIENT_POLICY: Policy = {
  name: 'resilient',
  summary:
    'Retries with the same key inside a deadline and a budget, moves on only behind a fence, ' +
    'promises what it cannot answer yet, and looks up every unknown.',
  deadlineMs: 2_000,
  attemptTimeoutMs: 800,
  retry: {
    maxAttempts: 3,
    backoff: { kind: 'exponential', baseMs: 50, capMs: 400, jitter: 'full' },
    idempotencyKey: 'same',
    budget: { ratio: 0.2, burst: 20 },
  },
  breaker: { failureRatio: 0.5, windowMs: 5_000, minimumCalls: 20, halfOpenAfterMs: 1_000 },
  bulkhead: { maxConcurrent: 500, maxQueued: 200 },
  failover: { kind: 'fenced', maxProviders: 2 },
  reconcile: { isEnabled: true, intervalMs: 500, settleAfterMs: 3_000 },
  degradation: { acceptAndQueue: true, offerOtherMethod: true, promisedWithinMs: 5_000 },
};
