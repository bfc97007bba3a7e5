import { z } from 'zod';
import type { Policy } from '../core/policy.ts';
import { resilient } from '../../scenarios/policies/resilient.ts';
import { duration, name, number, ratio, sentence, whole } from './schema-values.ts';

// What is left out of an inline policy is as in `resilient`.

const backoff = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('exponential'),
    baseMs: duration(1, 60_000),
    capMs: duration(1, 600_000),
    jitter: z.enum(['none', 'equal', 'full']),
  }),
]);

const retry = z.strictObject({
  maxAttempts: whole(1, 20).default(resilient.retry.maxAttempts),
  backoff: backoff.default(resilient.retry.backoff),
  idempotencyKey: z.enum(['same', 'new']).default(resilient.retry.idempotencyKey),
  budget: z
    .strictObject({
      ratio: number({ low: 0, high: 10, isWhole: false }),
      burst: whole(0, 100_000),
    })
    .nullable()
    .default(resilient.retry.budget),
});

const breaker = z.strictObject({
  failureRatio: ratio(),
  windowMs: duration(100, 600_000),
  minimumCalls: whole(1, 100_000),
  halfOpenAfterMs: duration(1, 600_000),
});

export const POLICY_SCHEMA = z.strictObject({
  name: name().default('custom'),
  summary: sentence().default('A policy of your own.'),
  deadlineMs: duration(100, 600_000).default(resilient.deadlineMs),
  attemptTimeoutMs: duration(1, 600_000).nullable().default(resilient.attemptTimeoutMs),
  retry: retry.prefault({}),
  breaker: breaker.nullable().default(resilient.breaker),
  bulkhead: z
    .strictObject({ maxConcurrent: whole(1, 100_000), maxQueued: whole(0, 1_000_000) })
    .nullable()
    .default(resilient.bulkhead),
  failover: z
    .strictObject({
      kind: z
        .enum(['none', 'fenced', 'on-unknown', 'second-hold'])
        .default(resilient.failover.kind),
      maxProviders: whole(1, 10).default(resilient.failover.maxProviders),
    })
    .prefault({}),
  reconcile: z
    .strictObject({
      isEnabled: z.boolean().default(resilient.reconcile.isEnabled),
      intervalMs: duration(10, 3_600_000).default(resilient.reconcile.intervalMs),
      settleAfterMs: duration(0, 86_400_000).default(resilient.reconcile.settleAfterMs),
    })
    .prefault({}),
  degradation: z
    .strictObject({
      acceptAndQueue: z.boolean().default(resilient.degradation.acceptAndQueue),
      offerOtherMethod: z.boolean().default(resilient.degradation.offerOtherMethod),
      promisedWithinMs: duration(0, 86_400_000).default(resilient.degradation.promisedWithinMs),
    })
    .prefault({}),
}) satisfies z.ZodType<Policy>;

export type PolicyInput = z.input<typeof POLICY_SCHEMA>;
