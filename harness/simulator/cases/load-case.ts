import { dirname, extname } from 'node:path';
import { closest } from 'fastest-levenshtein';
import { z } from 'zod';
import { PaydrillError } from '../../core/errors.ts';
import { parseSeed } from '../../core/ids.ts';
import type { Scenario } from '../../core/scenario.ts';
import type { VerdictOutcome } from '../../core/verdict.ts';
import {
  loadPolicy,
  loadScenario,
  parseInput,
  parseYaml,
  readRegularFile,
  resolveScenario,
} from '../../config/index.ts';
import { planDrill } from '../../drill/plan-drill.ts';
import { INVARIANTS } from '../../judge/index.ts';
import type { SimulatedRun } from '../drill/simulated-run.ts';
import { parseTargetModule } from '../drill/target-module.ts';
import type { Case } from './case.ts';
import { caseError } from './errors.ts';
import { CASE_VERSION } from './render-case.ts';

const OUTCOMES = [
  'held',
  'failed',
  'inconclusive',
  'aborted',
  'rig-error',
] as const satisfies readonly VerdictOutcome[];

const CASE_SCHEMA = z.strictObject({
  version: z.literal(CASE_VERSION),
  name: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be a name in kebab-case'),
  // Whole, or the name or path of one; harness/config judges both, and the policy.
  scenario: z.unknown(),
  /** `path=value`, as `--set` takes it. */
  set: z.array(z.string()).default([]),
  policy: z.unknown().optional(),
  /** `module:<path>`, from the directory where the case is replayed. */
  target: z.string().optional(),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .transform(parseSeed),
  orders: z.array(z.string()).min(1).nullable().default(null),
  arrivals: z.record(z.string(), z.number().min(0)).nullable().default(null),
  expect: z.strictObject({
    outcome: z.enum(OUTCOMES),
    violated: z.array(z.enum(INVARIANTS.map(({ name }) => name))).default([]),
  }),
  replay: z.string().default(''),
  story: z.string().default(''),
});

type CaseFile = z.output<typeof CASE_SCHEMA>;

/**
 * Reads a case from a `.yaml` or `.json` file.
 *
 * @throws PaydrillError CASE_FILE_MISSING, or as `parseCase` does
 */
export async function loadCase(path: string): Promise<Case> {
  let text: string;
  try {
    text = await readRegularFile(path);
  } catch (cause) {
    throw caseError('CASE_FILE_MISSING', { path, reason: messageOf(cause) }, { cause });
  }
  return parseCase(text, path);
}

/**
 * @param path for messages, the format, and what the file itself names by path
 * @throws PaydrillError CASE_MALFORMED, CASE_OTHER_VERSION, CASE_INVALID, CASE_UNKNOWN_ORDER
 */
export async function parseCase(text: string, path: string): Promise<Case> {
  const value = parseText(text, path);
  refuseOtherVersion(value, path);
  const { file, scenario } = await checked(path, async () => {
    const parsed = parseInput(CASE_SCHEMA, value, { what: 'case' });
    if (parsed.target !== undefined) parseTargetModule(parsed.target);
    return { file: parsed, scenario: await scenarioOf(parsed, dirname(path)) };
  });
  const { seed, orders, arrivals, target } = file;
  const run = { scenario, seed, orders, arrivals, ...(target === undefined ? {} : { target }) };
  await refuseUnknownOrders(run, path);
  return {
    name: file.name,
    run,
    expected: file.expect,
    story: file.story,
    replayCommand: file.replay,
  };
}

function parseText(text: string, path: string): unknown {
  const format = extname(path) === '.json' ? 'JSON' : 'YAML';
  try {
    return format === 'JSON' ? (JSON.parse(text) as unknown) : parseYaml(text);
  } catch (cause) {
    const [first = '', second = ''] = messageOf(cause).split('\n');
    const reason = `${first} ${second}`.trim();
    throw caseError('CASE_MALFORMED', { path, format, reason }, { cause });
  }
}

// Before anything else, because nothing else is known of another version.
function refuseOtherVersion(value: unknown, path: string): void {
  if (typeof value !== 'object' || value === null || !('version' in value)) return;
  const { version } = value;
  if (version === CASE_VERSION) return;
  throw caseError('CASE_OTHER_VERSION', {
    path,
    got: JSON.stringify(version),
    known: CASE_VERSION,
  });
}

async function scenarioOf(file: CaseFile, cwd: string): Promise<Scenario> {
  const { scenario, policy, set } = file;
  if (typeof scenario === 'string') {
    return loadScenario(scenario, { cwd, set, ...(policy === undefined ? {} : { policy }) });
  }
  const changes = policy === undefined ? {} : { policy: await loadPolicy(policy, cwd) };
  return resolveScenario(scenario, { ...changes, set });
}

/** What the configuration refuses is told with the file that holds it; its advice is kept. */
async function checked<Value>(path: string, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof PaydrillError)) throw error;
    const problem = error.message.replace(/\.$/, '');
    throw caseError('CASE_INVALID', { path, problem, advice: error.hint }, { cause: error });
  }
}

async function refuseUnknownOrders(run: SimulatedRun, path: string): Promise<void> {
  const named = [...(run.orders ?? []), ...Object.keys(run.arrivals ?? {})];
  if (named.length === 0) return;
  const { orders } = await planDrill(run.scenario, run.seed);
  const known = new Set(orders.map(({ orderId }) => orderId));
  const got = named.find((id) => !known.has(id));
  if (got === undefined) return;
  const nearest = closest(got, [...known]);
  throw caseError('CASE_UNKNOWN_ORDER', { path, seed: run.seed, got, nearest });
}

const messageOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : String(cause);
