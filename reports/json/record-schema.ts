import { z } from 'zod';
import type { RunRecord } from '../../harness/core/record.ts';

// The run record as a schema: parses records from disk and generates docs/record.schema.json. A test
// holds it to the type in harness/core, so that neither can drift.

const ratio = z.number().min(0).max(1);
const count = z.int().min(0);
const runTimeMs = z.number().describe('milliseconds since the zero of time');
const phaseName = z.enum(['baseline', 'fault', 'recovery', 'drain']);
const bound = z.union([
  z.strictObject({ atLeast: z.number() }),
  z.strictObject({ atMost: z.number() }),
]);
const perProvider = z.record(z.string(), count);

const eventSchema = z
  .looseObject({ kind: z.string(), source: z.string(), seq: count, t: runTimeMs })
  .describe('one event of events.ndjson');

export const witnessSchema = z.strictObject({
  paymentId: z.string(),
  story: z.string(),
  events: z.array(eventSchema),
});

export const outcomeSchema = z.enum(['held', 'failed', 'inconclusive', 'aborted', 'rig-error']);

const reasonSchema = z.strictObject({ code: z.string(), message: z.string() });

export const verdictSchema = z.strictObject({
  outcome: outcomeSchema,
  reasons: z.array(reasonSchema),
});

const recordSchema = z.strictObject({
  schemaVersion: z.literal(1),
  runId: z.string(),
  scenario: z.string(),
  hypothesis: z.string(),
  world: z.enum(['local', 'containers', 'simulated']),
  startedAt: z.iso.datetime(),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1),
  policy: z.string(),
  versions: z.record(z.string(), z.string()),
  options: z.record(z.string(), z.unknown()),
  replayCommand: z.string(),
  verdict: verdictSchema,
  phases: z.array(
    z.strictObject({
      name: phaseName,
      startMs: runTimeMs,
      endMs: runTimeMs,
      payments: z.strictObject({
        offered: count,
        attempted: count,
        succeeded: count,
        declined: count,
        degraded: count,
        failed: count,
        pending: count,
        unknown: count,
      }),
      goodputRatio: ratio.nullable(),
      latencyMs: z
        .strictObject({ p50: z.number(), p95: z.number(), p99: z.number(), max: z.number() })
        .nullable(),
      retryAmplification: z.number().nullable(),
      attemptsByProvider: perProvider,
    }),
  ),
  faults: z.array(
    z.strictObject({
      name: z.string(),
      layer: z.enum(['network', 'gateway', 'process']),
      gateway: z.string().nullable(),
      description: z.string(),
      plannedStartMs: runTimeMs,
      startMs: runTimeMs.nullable(),
      endMs: runTimeMs.nullable(),
      touchedRequests: count,
      routedAway: count,
      isProved: z.boolean(),
      estimated: z.array(z.enum(['touchedRequests', 'routedAway'])).exactOptional(),
    }),
  ),
  invariants: z.array(
    z.strictObject({
      name: z.string(),
      promise: z.string(),
      scope: z.enum(['payment', 'order', 'card', 'run']),
      isMoney: z.boolean(),
      judged: z.boolean(),
      checked: count,
      violations: count,
      witnesses: z.array(witnessSchema),
    }),
  ),
  objectives: z.array(
    z.strictObject({
      name: z.enum([
        'goodput',
        'latency-p50',
        'latency-p95',
        'latency-p99',
        'retry-amplification',
        'degraded-share',
        'pending-share',
        'recovery-time',
        'excess-minor-seconds',
      ]),
      phase: phaseName,
      bound,
      actual: z.number().nullable(),
      interval: z.tuple([z.number(), z.number()]).nullable(),
      outcome: z.enum(['met', 'crossed', 'inconclusive']),
    }),
  ),
  load: z.strictObject({
    plannedIterations: count,
    completedIterations: count,
    droppedIterations: count,
    interruptedIterations: count,
    tooSlow: z.enum(['target', 'load-generator']).optional(),
  }),
  money: z.record(
    z.string(),
    z.strictObject({
      capturedMinor: z.int(),
      refundedMinor: z.int(),
      doubleChargedMinor: z.int(),
      lostMinor: z.int(),
    }),
  ),
  series: z.array(
    z.strictObject({
      t: runTimeMs,
      offered: count,
      succeeded: count,
      failed: count,
      pending: count,
      latencyMs: z.strictObject({ p50: z.number(), p95: z.number() }).nullable(),
      attemptsByProvider: perProvider,
      failuresByProvider: perProvider,
      activeFaults: z.array(z.string()),
    }),
  ),
  rig: z.strictObject({
    startupMs: z.number(),
    rigReadyMs: z.number().optional(),
    loadReadyMs: z.number().optional(),
    loadMs: z.number(),
    drainMs: z.number(),
    judgeMs: z.number(),
    reportMs: z.number(),
    totalMs: z.number(),
  }),
});

/** The schema for `docs/record.schema.json`. */
export const recordJsonSchema = (): unknown =>
  z.toJSONSchema(recordSchema, { target: 'draft-2020-12' });

/** Parses a record read from disk; the message names each path that is wrong. */
export function parseRunRecord(
  value: unknown,
): { readonly record: RunRecord } | { readonly problem: string } {
  const parsed = recordSchema.safeParse(value);
  return parsed.success
    ? { record: parsed.data as unknown as RunRecord }
    : { problem: z.prettifyError(parsed.error) };
}
