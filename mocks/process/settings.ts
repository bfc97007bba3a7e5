import { closest } from 'fastest-levenshtein';
import { z } from 'zod';
import { parseSeed, type Seed } from '../../harness/core/ids.ts';
import { DIALECT_NAMES, type DialectName } from '../dialects/registry.ts';
import { mocksError } from './errors.ts';

export interface MocksSettings {
  readonly seed: Seed;
  readonly gateways: readonly { readonly name: DialectName; readonly port: number }[];
  readonly controlPort: number;
  /** Null: one is made. */
  readonly controlToken: string | null;
  readonly host: string;
}

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
  if (!LOOPBACK.test(data.host)) throw mocksError('MOCKS_HOST_REFUSED', { got: data.host });
  const gateways = data.gateways.map(({ name, port: wanted }) => ({
    name: parseName(name),
    port: wanted,
  }));
  if (new Set(gateways.map(({ name }) => name)).size < gateways.length) {
    throw invalid('a gateway is named twice');
  }
  return { ...data, seed: parseSeed(data.seed), gateways };
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

function parseName(got: string): DialectName {
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
