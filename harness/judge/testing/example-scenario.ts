import type { Order } from '../../core/order.ts';
import type { Phase } from '../../core/phases.ts';
import type { Policy } from '../../core/policy.ts';
import type { Scenario } from '../../core/scenario.ts';

export const EXAMPLE_POLICY: Policy = {
  name: 'example',
  summary: 'Retries with the same key and fails over behind a fence.',
  deadlineMs: 2000,
  attemptTimeoutMs: 800,
  retry: {
    maxAttempts: 3,
    backoff: { kind: 'exponential', baseMs: 50, capMs: 400, jitter: 'full' },
    idempotencyKey: 'same',
    budget: { ratio: 0.2, burst: 20 },
  },
  breaker: { failureRatio: 0.5, windowMs: 5000, minimumCalls: 20, halfOpenAfterMs: 1000 },
  bulkhead: { maxConcurrent: 500, maxQueued: 200 },
  failover: { kind: 'fenced', maxProviders: 2 },
  reconcile: { isEnabled: true, intervalMs: 500, settleAfterMs: 3000 },
  degradation: { acceptAndQueue: true, offerOtherMethod: true, promisedWithinMs: 5000 },
};

export const EXAMPLE_SCENARIO: Scenario = {
  name: 'example',
  hypothesis: 'Payments go on.',
  gateways: ['stripe', 'paypal'],
  policy: EXAMPLE_POLICY,
  load: {
    arrival: { kind: 'constant', ratePerSecond: 100 },
    journeys: { pay: 1 },
    declineRatio: 0,
    currencies: { EUR: 1 },
    patienceMs: 1500,
  },
  timeline: { baselineMs: 10_000, faultMs: 10_000, recoveryMs: 10_000, drainMs: 10_000 },
  faults: [],
  objectives: [],
  stopConditions: [],
};

/** The phases of a scenario that ran its course, with all of its drain. */
export function examplePhases({ timeline }: Scenario): readonly Phase[] {
  const faultMs = timeline.baselineMs;
  const recoveryMs = faultMs + timeline.faultMs;
  const drainMs = recoveryMs + timeline.recoveryMs;
  return [
    { name: 'baseline', startMs: 0, endMs: faultMs },
    { name: 'fault', startMs: faultMs, endMs: recoveryMs },
    { name: 'recovery', startMs: recoveryMs, endMs: drainMs },
    { name: 'drain', startMs: drainMs, endMs: drainMs + timeline.drainMs },
  ];
}

export const exampleOrder = (changes: Partial<Order> = {}): Order => {
  const orderId = changes.orderId ?? 'o1';
  return {
    orderId,
    journey: 'pay',
    amountMinor: 1234,
    currency: 'EUR',
    locale: 'de-DE',
    customer: { name: 'Ada Example', email: 'ada@example.test' },
    card: 'visa',
    keys: [`${orderId}-a`, `${orderId}-b`],
    patienceMs: 1500,
    ...changes,
  };
};
