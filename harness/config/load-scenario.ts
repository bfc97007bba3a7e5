import { resolve } from 'node:path';
import { closest } from 'fastest-levenshtein';
import { CATALOGUE, CATALOGUE_NAMES } from '../../scenarios/catalogue/registry.ts';
import { PaydrillError } from '../core/errors.ts';
import type { Policy } from '../core/policy.ts';
import type { Scenario } from '../core/scenario.ts';
import { configError } from './errors.ts';
import { POLICY_SCHEMA } from './policy-schema.ts';
import { looksLikePath, readInput } from './read-file.ts';
import { resolvePolicy } from './resolve-policy.ts';
import { SCENARIO_SCHEMA } from './scenario-schema.ts';
import { resolveScenario, type ScenarioChanges } from './resolve-scenario.ts';

export interface LoadScenarioOptions extends Omit<ScenarioChanges, 'policy'> {
  /** A name, a path to a file, JSON text, or an inline policy. */
  readonly policy?: unknown;
  /** Directory that relative paths start from. */
  readonly cwd?: string;
}

const BY_NAME: ReadonlyMap<string, unknown> = new Map(Object.entries(CATALOGUE));

/**
 * A scenario of the catalogue by its name, or one in a `.ts`, `.json` or `.yaml` file by its path.
 *
 * @throws an error of CONFIG_ERRORS or of FAULT_ERRORS, exit code 2
 */
export async function loadScenario(
  nameOrPath: string,
  options: LoadScenarioOptions = {},
): Promise<Scenario> {
  const { cwd = process.cwd(), policy, ...changes } = options;
  const input = await readScenario(nameOrPath, cwd);
  if (policy === undefined) return resolveScenario(input, changes);
  return resolveScenario(input, { ...changes, policy: await readPolicy(policy, cwd) });
}

/** A policy by name, path, JSON text or as an object. */
export async function loadPolicy(given: unknown, cwd: string = process.cwd()): Promise<Policy> {
  return resolvePolicy(await readPolicy(given, cwd));
}

/**
 * What a file holds, a scenario or a policy: whichever it has more keys of.
 *
 * @throws as `loadScenario` and `loadPolicy` do
 */
export async function loadFile(
  path: string,
  cwd: string = process.cwd(),
): Promise<Scenario | Policy> {
  const input = await readEither(resolve(cwd, path));
  const keys = typeof input === 'object' && input !== null ? Object.keys(input) : [];
  const countOf = (shape: object): number => keys.filter((key) => key in shape).length;
  const isPolicy = countOf(POLICY_SCHEMA.shape) > countOf(SCENARIO_SCHEMA.shape);
  return isPolicy ? resolvePolicy(input) : resolveScenario(input);
}

// A module without a default export names what it has.
async function readEither(path: string): Promise<unknown> {
  try {
    return await readInput(path, 'scenario');
  } catch (error) {
    const isNone = error instanceof PaydrillError && error.code === 'CONFIG_FILE_WITHOUT_SCENARIO';
    if (!isNone) throw error;
    return readInput(path, 'policy');
  }
}

async function readScenario(nameOrPath: string, cwd: string): Promise<unknown> {
  const known = BY_NAME.get(nameOrPath);
  if (known !== undefined) return known;
  if (looksLikePath(nameOrPath)) return readInput(resolve(cwd, nameOrPath), 'scenario');
  throw configError('CONFIG_UNKNOWN_SCENARIO', {
    got: nameOrPath,
    nearest: closest(nameOrPath, CATALOGUE_NAMES),
    known: CATALOGUE_NAMES.join(', '),
  });
}

async function readPolicy(given: unknown, cwd: string): Promise<unknown> {
  if (typeof given !== 'string') return given;
  if (given.trimStart().startsWith('{')) return parsePolicyText(given);
  return looksLikePath(given) ? readInput(resolve(cwd, given), 'policy') : given;
}

function parsePolicyText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw configError(
      'CONFIG_FILE_MALFORMED',
      { path: 'the inline policy', format: 'JSON', reason },
      { cause },
    );
  }
}
