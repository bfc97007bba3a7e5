import { z } from 'zod';
import type { PolicyName } from '../../scenarios/policies/registry.ts';
import { PROVIDERS } from '../core/outcome.ts';
import { DEFAULT_TIMELINE } from './defaults.ts';
import { FAULT_SCHEMA } from './fault-schema.ts';
import { LOAD_SCHEMA } from './load-schema.ts';
import { OBJECTIVE_SCHEMA, STOP_CONDITION_SCHEMA } from './objective-schema.ts';
import type { PolicyInput } from './policy-schema.ts';
import { duration, name, sentence } from './schema-values.ts';

const phase = (atLeastMs: number) => duration(atLeastMs, 7_200_000);

const timeline = z.strictObject({
  baselineMs: phase(100).default(DEFAULT_TIMELINE.baselineMs),
  faultMs: phase(100).default(DEFAULT_TIMELINE.faultMs),
  recoveryMs: phase(100).default(DEFAULT_TIMELINE.recoveryMs),
  drainMs: phase(0).default(DEFAULT_TIMELINE.drainMs),
});

export const SCENARIO_SCHEMA = z.strictObject({
  name: name(),
  hypothesis: sentence(),
  gateways: z.array(z.enum(PROVIDERS)).min(1).default(['stripe', 'paypal']),
  // A name or an inline policy; resolved on its own, so that its messages are its own.
  policy: z.custom<PolicyName | PolicyInput>().default('resilient'),
  load: LOAD_SCHEMA.prefault({}),
  timeline: timeline.prefault({}),
  faults: z.array(FAULT_SCHEMA).default([]),
  objectives: z.array(OBJECTIVE_SCHEMA).default([]),
  stopConditions: z.array(STOP_CONDITION_SCHEMA).default([]),
});
