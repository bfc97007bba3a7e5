import { closest } from 'fastest-levenshtein';
import { z } from 'zod';
import { parseSeed, type Seed } from '../../harness/core/ids.ts';
import type { GatewayName } from '../../harness/core/outcome.ts';
import { DIALECT_NAMES, type DialectName } from '../dialects/registry.ts';
import type { GatewayBehaviour } from '../kernel/dialect.ts';
import type { StateLimits } from '../state/index.ts';
import { mocksError } from './errors.ts';

export interface MocksSettings {
  /** Null: the one that the state was written with, or the usual one. */
  readonly seed: Seed | null;
  readonly gateways: readonly { readonly name: DialectName; readonly port: number }[];
  readonly controlPort: number;
  /** Null: one is made. */
  readonly controlToken: string | null;
  readonly host: string;
  /** What is switched on, by gateway. */
  readonly behaviours: Readonly<Partial<Record<DialectName, Partial<GatewayBehaviour>>>>;
  /** What memory holds; null: everything, as a drill wants it, which reads all events at its end. */
  readonly limits: StateLimits | null;
  /** Where state is kept across restarts; null: nowhere. */
  readonly statePath: string | null;
  /** Where private keys are kept; null: in memory. */
  readonly keysFolder: string | null;
  /** Where webhooks go at first, by gateway. */
  readonly webhooks: Readonly<Partial<Record<GatewayName, string>>>;
  /** Hosts besides this machine that webhooks may go to, by the control API or a caller's wish. */
  readonly webhookHosts: readonly string[];
  /** Where what is armed and cleared is noted; null: in memory. */
  readonly recordPath: string | null;
}

/** What a drill has no say in. */
const OF_A_DRILL = {
  behaviours: {},
  limits: null,
  statePath: null,
  keysFolder: null,
  webhooks: {},
  webhookHosts: [],
  recordPath: null,
} as const satisfies Partial<MocksSettings>;

const port = z.int().min(0).max(65_535).default(0);
const schema = z.strictObject({
  seed: z.int().min(0).max(4_294_967_295),
  gateways: z.array(z.strictObject({ name: z.string(), port })).min(1),
  controlPort: port,
  controlToken: z.string().min(16).nullable().default(null),
  host: z.string().default('127.0.0.1'),
});

/** Reads PAYDRILL_MOCKS. Throws MOCKS_... */
export function parseMocksSettings(text: string | undefined): MocksSettings {
  if (text === undefined || text === '') throw mocksError('MOCKS_SETTINGS_MISSING', {});
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) throw invalid(z.prettifyError(parsed.error));
  const { data } = parsed;
  checkHost(data.host);
  const gateways = data.gateways.map(({ name, port: wanted }) => ({
    name: parseGatewayName(name),
    port: wanted,
  }));
  if (new Set(gateways.map(({ name }) => name)).size < gateways.length) {
    throw invalid('a gateway is named twice');
  }
  return { ...OF_A_DRILL, ...data, seed: parseSeed(data.seed), gateways };
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/** Throws MOCKS_HOST_REFUSED. */
export function checkHost(host: string): void {
  if (!LOOPBACK.test(host)) throw mocksError('MOCKS_HOST_REFUSED', { got: host });
}

/** Throws MOCKS_GATEWAY_UNKNOWN with the nearest name. */
export function parseGatewayName(got: string): DialectName {
  const name = DIALECT_NAMES.find((known) => known === got);
  if (name !== undefined) return name;
  const nearest = closest(got, [...DIALECT_NAMES]);
  throw mocksError('MOCKS_GATEWAY_UNKNOWN', { got, nearest, known: DIALECT_NAMES.join(', ') });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(cause instanceof Error ? cause.message : 'no JSON');
  }
}

const invalid = (reason: string) => mocksError('MOCKS_SETTINGS_INVALID', { reason });
