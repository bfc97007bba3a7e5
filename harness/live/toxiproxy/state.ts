import { z } from 'zod';

// What Toxiproxy answers. `Logger: {}` and whatever else newer versions add is dropped.

const toxicSchema = z.object({
  name: z.string(),
  type: z.enum([
    'latency',
    'bandwidth',
    'timeout',
    'reset_peer',
    'slow_close',
    'slicer',
    'limit_data',
  ]),
  stream: z.enum(['upstream', 'downstream']),
  toxicity: z.number(),
  attributes: z.record(z.string(), z.number()),
});

const proxySchema = z.object({
  name: z.string(),
  listen: z.string(),
  upstream: z.string(),
  enabled: z.boolean(),
  toxics: z.array(toxicSchema),
});

const versionSchema = z.object({ version: z.string() });

export type Toxic = Readonly<z.infer<typeof toxicSchema>>;
export type ProxyState = Readonly<z.infer<typeof proxySchema>>;

export const parseProxy = (body: unknown): ProxyState => proxySchema.parse(body);
export const parseProxyNames = (body: unknown): readonly string[] =>
  Object.keys(z.record(z.string(), z.unknown()).parse(body));
export const parseVersion = (body: unknown): string => versionSchema.parse(body).version;

/** Toxiproxy ignores misspelt attributes silently, so both sides are compared in full. */
export function isSameToxic(one: Toxic, other: Toxic): boolean {
  return describeToxic(one) === describeToxic(other);
}

/** One line in a fixed order: `latency downstream x1 latency=200 jitter=0`. */
export function describeToxic({ type, stream, toxicity, attributes }: Toxic): string {
  const values = Object.entries(attributes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`);
  return [type, stream, `x${toxicity}`, ...values].join(' ');
}
