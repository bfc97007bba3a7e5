import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { PaydrillError } from '../../harness/core/errors.ts';
import { GATEWAYS, PROVIDER_OPERATIONS } from '../../harness/core/outcome.ts';
import {
  SELECTION,
  checkFaultOperations,
  checkFaultSelection,
  checkFaultTrait,
  traitsAt,
  cycle,
  findFault,
  parseFaultOptions,
  pickSelection,
} from '../faults/index.ts';
import { scriptError } from './errors.ts';

// Faults that were armed and cleared by hand, with their times: a small file that a person can read
// and change, and that plays again.

export const SCRIPT_VERSION = 1;

const atMs = z.number().min(0);
const name = z.string().min(1).max(128);
const gateway = z.enum(GATEWAYS);

const arm = z.strictObject({
  gateway,
  name,
  fault: z.string(),
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  share: z.number().min(0).max(1).default(1),
  operations: z.array(z.enum(PROVIDER_OPERATIONS)).default([]),
  ...SELECTION,
  cycle,
});

const step = z.union([
  z.strictObject({ atMs, arm }),
  z.strictObject({ atMs, clear: z.strictObject({ gateway, name }) }),
]);

export const FAULT_SCRIPT_SCHEMA = z.strictObject({
  faultScript: z.literal(SCRIPT_VERSION),
  /** When recording stopped, or the last step. */
  endsAtMs: atMs,
  steps: z.array(step),
});

/** Times are milliseconds on the gateways' clock since the script began. */
export type FaultScript = z.output<typeof FAULT_SCRIPT_SCHEMA>;
export type ScriptStep = FaultScript['steps'][number];
export type ScriptedFault = z.output<typeof arm>;

/**
 * Reads a script from YAML or JSON.
 *
 * @param path what errors call it
 * @throws SCRIPT_INVALID or SCRIPT_OTHER_VERSION
 */
export function parseFaultScript(text: string, path: string): FaultScript {
  let value: unknown;
  try {
    value = parse(text);
  } catch (cause) {
    throw invalid(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
  return checkFaultScript(value, path);
}

/** The same for what was parsed already. */
export function checkFaultScript(value: unknown, path: string): FaultScript {
  const got = versionOf(value);
  if (got !== null && got !== SCRIPT_VERSION) {
    throw scriptError('SCRIPT_OTHER_VERSION', { path, got, known: SCRIPT_VERSION });
  }
  const parsed = FAULT_SCRIPT_SCHEMA.safeParse(value);
  if (!parsed.success) throw invalid(path, z.prettifyError(parsed.error));
  let earlierMs = 0;
  const steps = parsed.data.steps.map((each) => {
    if (each.atMs < earlierMs) throw invalid(path, `the step at ${each.atMs} ms is out of order`);
    earlierMs = each.atMs;
    return 'arm' in each ? { atMs: each.atMs, arm: checkFault(each.arm, path) } : each;
  });
  return { ...parsed.data, steps, endsAtMs: Math.max(parsed.data.endsAtMs, earlierMs) };
}

/** As YAML that a person can read and change. */
export const renderFaultScript = (script: FaultScript): string =>
  `# Written by paydrill mocks. Times are milliseconds on the clock of the gateways.\n${stringify(script)}`;

function checkFault(fault: ScriptedFault, path: string): ScriptedFault {
  try {
    const definition = findFault(fault.fault);
    checkFaultOperations(definition, fault.operations);
    checkFaultSelection(definition, pickSelection(fault), fault.share);
    checkFaultTrait(definition, fault.gateway, traitsAt(fault.gateway));
    return { ...fault, options: { ...parseFaultOptions(definition, fault.options) } };
  } catch (cause) {
    if (!(cause instanceof PaydrillError)) throw cause;
    throw invalid(path, `${cause.message}. ${cause.hint}`, cause);
  }
}

function versionOf(value: unknown): number | null {
  if (typeof value !== 'object' || value === null || !('faultScript' in value)) return null;
  return typeof value.faultScript === 'number' ? value.faultScript : null;
}

const invalid = (path: string, reason: string, cause?: unknown): PaydrillError =>
  scriptError('SCRIPT_INVALID', { path, reason }, { cause });
