import { readFileSync, statSync } from 'node:fs';
import { GATEWAYS } from '../../core/outcome.ts';
import {
  DEFAULT_PORT_BASE,
  portOf,
  resolveOptions,
  type MocksOptions,
} from '../../../mocks/process/index.ts';
import { parseFaultScript, scriptError, type FaultScript } from '../../../mocks/script/index.ts';
import { cliError } from '../errors.ts';

/** As the command line has them: still text. */
export interface MocksFlags {
  readonly only?: string;
  readonly seed?: string;
  readonly portBase?: string;
  readonly port?: readonly string[];
  readonly controlPort?: string;
  readonly webhooks?: readonly string[];
  readonly webhookHosts?: string;
  /** True without a value. */
  readonly lenient?: true | string;
  readonly rateLimits?: true | string;
  readonly modificationDelay?: string;
  readonly state?: string;
  readonly keys?: string;
  readonly record?: string;
  readonly replay?: string;
  readonly writeEnv?: string;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

type Settings = ReturnType<typeof resolveOptions>;

/**
 * What the flags ask for, on fixed ports.
 *
 * @throws CLI_USAGE or MOCKS_...
 */
export function settingsOf(
  flags: MocksFlags,
  environment: Readonly<Record<string, string | undefined>>,
): Settings {
  const base =
    flags.portBase === undefined ? DEFAULT_PORT_BASE : numberOf('--port-base', flags.portBase);
  const ports: Record<string, number> = Object.fromEntries(
    GATEWAYS.map((name) => [name, base === 0 ? 0 : portOf(name, base)]),
  );
  for (const [name, port] of pairsOf('--port', flags.port ?? [])) {
    ports[name] = numberOf('--port', port);
  }
  const only = flags.only === undefined ? undefined : namesIn(flags.only);
  const token = environment['PAYDRILL_CONTROL_TOKEN'];
  const given = {
    // Names are checked where they are resolved, which knows the nearest.
    ...(only === undefined ? {} : { only: only as MocksOptions['only'] }),
    ...(flags.seed === undefined ? {} : { seed: numberOf('--seed', flags.seed) }),
    ...(token === undefined || token === '' ? {} : { controlToken: token }),
    ...(flags.state === undefined ? {} : { state: flags.state }),
    ...(flags.keys === undefined ? {} : { keys: flags.keys }),
    ...(flags.record === undefined ? {} : { record: flags.record }),
    webhooks: webhooksOf(flags.webhooks ?? []),
    controlPort:
      flags.controlPort === undefined ? base : numberOf('--control-port', flags.controlPort),
    isLenient: typeof flags.lenient === 'string' ? namesIn(flags.lenient) : flags.lenient === true,
    limitsRates:
      typeof flags.rateLimits === 'string' ? limitsIn(flags.rateLimits) : flags.rateLimits === true,
    ...(flags.modificationDelay === undefined
      ? {}
      : { modificationDelayMs: numberOf('--modification-delay', flags.modificationDelay) }),
    ports,
  } as MocksOptions;
  const settings = resolveOptions(given);
  // Where a user sends webhooks by the command line, the control API may send them too.
  const hosts = Object.values(settings.webhooks).map((url) => new URL(url).hostname);
  const named = flags.webhookHosts === undefined ? [] : namesIn(flags.webhookHosts);
  return { ...settings, webhookHosts: [...new Set([...hosts, ...named])] };
}

/** Reads the script of --replay. Throws SCRIPT_... */
export function readScript(path: string): FaultScript {
  let text: string;
  try {
    // What a pipe holds may never end.
    if (!statSync(path).isFile()) throw new Error('it is no regular file');
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw scriptError('SCRIPT_UNREADABLE', { path, reason }, { cause });
  }
  return parseFaultScript(text, path);
}

/** One address for all, or `name=address` for one; an address may hold `=` itself. */
function webhooksOf(given: readonly string[]): string | Readonly<Record<string, string>> {
  const [first] = given;
  if (first === undefined) return {};
  const isForAll = /^https?:/.test(first);
  if (isForAll && given.length > 1) {
    throw cliError('CLI_USAGE', {
      problem: '--webhooks: give one address for all gateways, or name=address for each',
    });
  }
  return isForAll ? first : Object.fromEntries(pairsOf('--webhooks', given));
}

const namesIn = (list: string): readonly string[] => list.split(',').map((name) => name.trim());

/** `stripe,paypal=20`: what is published, or requests a second. */
const limitsIn = (list: string): Readonly<Record<string, true | number>> =>
  Object.fromEntries(
    namesIn(list).map((each) => {
      const [name = '', limit] = each.split('=');
      return [name, limit === undefined ? true : Number(limit)];
    }),
  );

function pairsOf(flag: string, given: readonly string[]): readonly (readonly [string, string])[] {
  return given.map((pair) => {
    const at = pair.indexOf('=');
    if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)];
    throw cliError('CLI_USAGE', { problem: `${flag} takes name=value, got "${pair}"` });
  });
}

function numberOf(flag: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw cliError('CLI_USAGE', { problem: `${flag} takes a whole number, got "${text}"` });
}
