import { z } from 'zod';
import { SELECTION } from '../../mocks/faults/index.ts';
import { PROVIDER_OPERATIONS, PROVIDERS } from '../core/outcome.ts';
import type { ScheduledFault } from '../core/scenario.ts';
import { NETWORK_EFFECTS, type FaultOption } from './fault-layers.ts';
import { duration, name, ratio, whole } from './schema-values.ts';

const { latency, bandwidth, reset, slicer } = NETWORK_EFFECTS;

// Rules between options are checked with the rest of the scenario, see network-rules.ts.
const effect = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('latency'),
    latencyMs: time(latency.options.latencyMs),
    jitterMs: time(latency.options.jitterMs).default(0),
  }),
  z.strictObject({
    kind: z.literal('bandwidth'),
    kilobytesPerSecond: count(bandwidth.options.kilobytesPerSecond),
  }),
  z.strictObject({ kind: z.literal('black-hole') }),
  z.strictObject({
    kind: z.literal('reset'),
    afterMs: time(reset.options.afterMs).default(0),
  }),
  z.strictObject({
    kind: z.literal('slow-close'),
    delayMs: time(NETWORK_EFFECTS['slow-close'].options.delayMs),
  }),
  z.strictObject({
    kind: z.literal('slicer'),
    averageBytes: count(slicer.options.averageBytes),
    variationBytes: count(slicer.options.variationBytes).default(0),
    delayMicroseconds: count(slicer.options.delayMicroseconds).default(0),
  }),
  z.strictObject({
    kind: z.literal('data-limit'),
    bytes: count(NETWORK_EFFECTS['data-limit'].options.bytes),
  }),
  z.strictObject({ kind: z.literal('down') }),
]);

const when = { name: name(), atMs: duration().default(0), durationMs: duration(1) };
const gateway = z.enum(PROVIDERS);

export const FAULT_SCHEMA = z.discriminatedUnion('layer', [
  z.strictObject({
    layer: z.literal('network'),
    ...when,
    gateway,
    direction: z.enum(['upstream', 'downstream']).default('downstream'),
    effect,
    share: ratio().default(1),
  }),
  z.strictObject({
    layer: z.literal('gateway'),
    ...when,
    gateway,
    // The registry of mocks/faults knows names and options; they are checked after this.
    fault: z.string(),
    options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
    share: ratio().default(1),
    operations: z.array(z.enum(PROVIDER_OPERATIONS)).default([]),
    ...SELECTION,
    cycle: z.strictObject({ onMs: duration(1), offMs: duration(1) }).optional(),
  }),
  z.strictObject({
    layer: z.literal('process'),
    ...when,
    action: z.enum(['kill', 'pause', 'restart']),
  }),
]) satisfies z.ZodType<ScheduledFault>;

function time({ low, high }: FaultOption) {
  return duration(low, high);
}

function count({ low, high }: FaultOption) {
  return whole(low, high);
}
