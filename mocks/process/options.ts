import { parseSeed } from '../../harness/core/ids.ts';
import { GATEWAYS, type GatewayName } from '../../harness/core/outcome.ts';
import { DIALECT_NAMES, type DialectName } from '../dialects/registry.ts';
import { didYouMean } from '../kernel/did-you-mean.ts';
import type { StateLimits } from '../state/index.ts';
import { resolveBehaviours, type BehaviourOptions } from './behaviours.ts';
import { mocksError } from './errors.ts';
import { defaultKeyFolder } from './key-folder.ts';
import { checkHost, parseGatewayName, type MocksSettings } from './settings.ts';

/** What users write; everything can be left out. */
export interface MocksOptions extends BehaviourOptions {
  /** Gateways to start; all that there are when left out. */
  readonly only?: readonly DialectName[];
  /**
   * Seed of ids, credentials and fault draws, 0 to 4294967295; when left out, the one that `state`
   * was written with, or 1.
   */
  readonly seed?: number;
  /** Port of each gateway; any free one where left out. */
  readonly ports?: Readonly<Partial<Record<DialectName, number>>>;
  /** Any free one when left out. */
  readonly controlPort?: number;
  /** A loopback address; 127.0.0.1 when left out. */
  readonly host?: string;
  /** At least 16 characters; made when left out. */
  readonly controlToken?: string;
  /** Where webhooks go at first: one address for all gateways, or one by name. */
  readonly webhooks?: string | Readonly<Partial<Record<DialectName, string>>>;
  /**
   * Hosts besides this machine that webhooks may go to: by the control API, a `notify_url`, or a
   * webhook that is registered at a provider. What is sent elsewhere counts as not accepted.
   */
  readonly webhookHosts?: readonly string[];
  /** SQLite file that keeps the state across restarts; nothing is kept when left out. */
  readonly state?: string;
  /** Folder of private keys; the user's cache folder when left out, null for none. */
  readonly keys?: string | null;
  /** What memory holds before older records move to a temporary file. */
  readonly memory?: Partial<StateLimits>;
  /** File that notes the faults that are armed and cleared. */
  readonly record?: string;
}

/** Enough for what people look at, and far below what a laptop notices. */
export const DEFAULT_LIMITS: StateLimits = { recordsInMemory: 10_000, eventsInMemory: 20_000 };

/** The control API comes first, then the gateways, each always at the same place. */
export const DEFAULT_PORT_BASE = 12_400;

export const portOf = (name: GatewayName, base: number): number =>
  base + 1 + GATEWAYS.indexOf(name);

/**
 * Total and checked.
 *
 * @throws MOCKS_OPTION_UNKNOWN, MOCKS_OPTION_INVALID, MOCKS_GATEWAY_UNKNOWN or MOCKS_HOST_REFUSED
 */
export function resolveOptions(options: MocksOptions = {}): MocksSettings {
  for (const name of Object.keys(options)) checkOptionName(name);
  // A port of a gateway that there is none of is a slip of the pen.
  for (const name of Object.keys(options.ports ?? {})) checkPortName(name);
  const names = [...new Set((options.only ?? DIALECT_NAMES).map(parseGatewayName))];
  if (names.length === 0) throw invalid('only', 'must name a gateway', '[]');
  const host = options.host ?? '127.0.0.1';
  checkHost(host);
  const token = options.controlToken ?? null;
  if (token !== null && !/^[\x21-\x7e]{16,}$/.test(token)) {
    throw invalid('controlToken', 'must have at least 16 visible characters', `${token.length}`);
  }
  return {
    seed: options.seed === undefined ? null : parseSeedOption(options.seed),
    gateways: names.map((name) => ({ name, port: portOption(name, options.ports?.[name]) })),
    controlPort: portOption('controlPort', options.controlPort),
    controlToken: token,
    host,
    behaviours: resolveBehaviours(options, names),
    limits: {
      recordsInMemory: limitOption('recordsInMemory', options.memory?.recordsInMemory),
      eventsInMemory: limitOption('eventsInMemory', options.memory?.eventsInMemory),
    },
    statePath: options.state ?? null,
    keysFolder: options.keys === undefined ? defaultKeyFolder() : options.keys,
    webhooks: webhooksOption(options.webhooks, names),
    webhookHosts: options.webhookHosts ?? [],
    recordPath: options.record ?? null,
  };
}

/** All of them; one that is missing here does not compile. */
const KNOWN_OPTIONS: Readonly<Record<keyof MocksOptions, true>> = {
  only: true,
  seed: true,
  ports: true,
  controlPort: true,
  host: true,
  controlToken: true,
  webhooks: true,
  webhookHosts: true,
  state: true,
  keys: true,
  memory: true,
  record: true,
  isLenient: true,
  limitsRates: true,
  modificationDelayMs: true,
};

function checkOptionName(got: string): void {
  if (Object.hasOwn(KNOWN_OPTIONS, got)) return;
  const known = Object.keys(KNOWN_OPTIONS);
  throw mocksError('MOCKS_OPTION_UNKNOWN', {
    got,
    suggestion: didYouMean(got, known),
    known: known.join(', '),
  });
}

function parseSeedOption(seed: number) {
  try {
    return parseSeed(seed);
  } catch {
    throw invalid('seed', 'must be a whole number from 0 to 4294967295', String(seed));
  }
}

/** Providers whose dialect is not there yet have their port already. */
function checkPortName(name: string): void {
  if (!GATEWAYS.some((known) => known === name)) parseGatewayName(name);
}

function portOption(what: string, port = 0): number {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw invalid(`the port of ${what}`, 'must be a whole number from 0 to 65535', String(port));
}

function limitOption(name: keyof StateLimits, limit = DEFAULT_LIMITS[name]): number {
  if (Number.isInteger(limit) && limit >= 1) return limit;
  throw invalid(name, 'must be a whole number above 0', String(limit));
}

function webhooksOption(
  given: MocksOptions['webhooks'] = {},
  names: readonly DialectName[],
): MocksSettings['webhooks'] {
  const byName =
    typeof given === 'string'
      ? Object.fromEntries(names.map((name) => [name, given]))
      : Object.fromEntries(
          Object.entries(given).map(([name, url]) => [parseGatewayName(name), url]),
        );
  for (const url of Object.values(byName)) checkWebhookUrl(url);
  return byName;
}

/** Throws MOCKS_OPTION_INVALID. */
export function checkWebhookUrl(url: string): void {
  const isUrl = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  if (!isUrl) throw invalid('webhooks', 'must be an http or https address', `"${url}"`);
}

const invalid = (option: string, rule: string, got: string) =>
  mocksError('MOCKS_OPTION_INVALID', { option, rule, got });
