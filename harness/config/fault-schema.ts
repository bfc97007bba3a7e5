import { z } from 'zod';
import { PROVIDER_OPERATIONS, PROVIDERS } from '../core/outcome.ts';
import type { ScheduledFault } from '../core/scenario.ts';
import { duration, name, ratio, whole } from './schema-values.ts';

// Bounds of network effects keep out what crashes Toxiproxy (a bandwidth below zero, a slicer
// without a size) and what it can not be asked to undo in time (a reset that waits long).

const effect = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('latency'),
    latencyMs: duration(0, 600_000),
    jitterMs: duration(0, 600_000).default(0),
  }),
  z.strictObject({ kind: z.literal('bandwidth'), kilobytesPerSecond: whole(1, 1_000_000) }),
  z.strictObject({ kind: z.literal('black-hole') }),
  z.strictObject({ kind: z.literal('reset'), afterMs: duration(0, 2_000).default(0) }),
  z.strictObject({ kind: z.literal('slow-close'), delayMs: duration(1, 60_000) }),
  z
    .strictObject({
      kind: z.literal('slicer'),
      averageBytes: whole(1, 1_000_000),
      variationBytes: whole(0, 999_999).default(0),
      delayMicroseconds: whole(0, 10_000_000).default(0),
    })
    .refine((slicer) => slicer.variationBytes < slicer.averageBytes, {
      path: ['variationBytes'],
      error: 'must be below averageBytes',
    }),
  z.strictObject({ kind: z.literal('data-limit'), bytes: whole(1, 1_000_000_000) }),
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
  }),
  z.strictObject({
    layer: z.literal('process'),
    ...when,
    action: z.enum(['kill', 'pause', 'restart']),
  }),
]) satisfies z.ZodType<ScheduledFault>;
