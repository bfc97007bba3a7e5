import { z } from 'zod';
import { PAYMENT_STATES, type CampaignRecord } from '../../harness/core/campaign.ts';
import { outcomeSchema, verdictSchema, witnessSchema } from '../json/record-schema.ts';

// The campaign record as a schema: parses records from disk and generates
// docs/campaign.schema.json. A test holds it to the type in harness/core.

const count = z.int().min(0);
const seed = z
  .int()
  .min(0)
  .max(2 ** 32 - 1);
const state = z.enum(PAYMENT_STATES);

const campaignSchema = z.strictObject({
  schemaVersion: z.literal(1),
  campaignId: z.string(),
  scenario: z.string(),
  hypothesis: z.string(),
  world: z.literal('simulated'),
  startedAt: z.iso.datetime(),
  policy: z.string(),
  versions: z.record(z.string(), z.string()),
  options: z.record(z.string(), z.unknown()),
  replayCommand: z.string(),
  verdict: verdictSchema,
  seeds: z.strictObject({
    first: seed,
    planned: count,
    played: count,
    shard: z.strictObject({ index: z.int().min(1), count: z.int().min(1) }).nullable(),
    isDeterminismChecked: z.boolean(),
    swarm: z.union([z.literal('guided'), count]).nullable(),
  }),
  runs: z.array(
    z.strictObject({
      seed,
      variant: count.nullable(),
      outcome: outcomeSchema,
      reasons: z.array(z.string()),
      brokenInvariants: z.array(z.string()),
      crossedObjectives: z.array(z.string()),
      hash: z.string(),
      payments: count,
      simulatedMs: z.number(),
      runFolder: z.string().nullable(),
    }),
  ),
  firstFailure: z
    .strictObject({
      seed,
      violations: z.array(
        z.strictObject({
          invariant: z.string(),
          promise: z.string(),
          violations: count,
          witness: witnessSchema.nullable(),
        }),
      ),
      reasons: verdictSchema.shape.reasons,
      replayCommand: z.string(),
      runFolder: z.string().nullable(),
      casePath: z.string().nullable(),
    })
    .nullable(),
  coverage: z.strictObject({
    faults: z.array(z.strictObject({ fault: z.string(), calls: z.record(state, count) })),
    neverReached: z.array(z.strictObject({ fault: z.string(), state })),
    isRequired: z.boolean(),
  }),
  traffic: z.strictObject({
    simulatedMs: z.number(),
    payments: count,
    wallMs: z.number(),
    workers: count,
    seedsPerSecond: z.number(),
    paymentsPerSecond: z.number(),
  }),
  cases: z.array(z.strictObject({ seed, runFolder: z.string() })),
});

/** The schema for `docs/campaign.schema.json`. */
export const campaignJsonSchema = (): unknown =>
  z.toJSONSchema(campaignSchema, { target: 'draft-2020-12' });

/** Parses a campaign record read from disk; the message names each path that is wrong. */
export function parseCampaignRecord(
  value: unknown,
): { readonly record: CampaignRecord } | { readonly problem: string } {
  const parsed = campaignSchema.safeParse(value);
  return parsed.success
    ? { record: parsed.data as unknown as CampaignRecord }
    : { problem: z.prettifyError(parsed.error) };
}
