import { z } from 'zod';
import type { FaultSelection } from '../../harness/core/scenario.ts';
import { faultError } from './errors.ts';
import type { FaultDefinition, FaultOptions } from './fault.ts';
import { findFault, parseFaultOptions } from './resolve-fault.ts';
import { SELECTION, checkFaultSelection } from './selection.ts';

/** A request may ask for a fault itself: `paydrill-fault: <name>[;key=value...]`. */
export const FAULT_HEADER = 'paydrill-fault';

export interface RequestedFault {
  readonly definition: FaultDefinition;
  readonly options: FaultOptions;
  readonly selection: FaultSelection;
  /** Of the requests with this header, 0..1. */
  readonly share: number;
}

/**
 * Reads the value of the header. Numbers and booleans are written plainly: `latency;delayMs=500`.
 *
 * @throws FAULT_HEADER_MALFORMED, or what findFault and parseFaultOptions throw.
 */
export function parseFaultHeader(value: string): RequestedFault {
  const [name = '', ...parts] = value.split(';').map((part) => part.trim());
  const definition = findFault(name);
  if (!canBeAsked(definition)) throw faultError('FAULT_NEEDS_ARMING', { fault: definition.name });
  const pairs = new Map(parts.filter((part) => part !== '').map(parsePair));
  const chosen = CHOICE.safeParse(Object.fromEntries(CHOICES.map((key) => [key, pairs.get(key)])));
  if (!chosen.success) {
    const [issue] = chosen.error.issues;
    const got = `"${String(issue?.path[0])}=${String(pairs.get(String(issue?.path[0])))}"`;
    throw faultError('FAULT_HEADER_MALFORMED', { got });
  }
  for (const key of CHOICES) pairs.delete(key);
  const options = parseFaultOptions(definition, asTextWhereWanted(definition, pairs));
  const { share, ...selection } = chosen.data;
  checkFaultSelection(definition, selection, share);
  return { definition, options, selection, share };
}

/** Whether a request can ask for it by itself. */
export const canBeAsked = ({ isGatewayWide, needsArming, createMeet }: FaultDefinition): boolean =>
  isGatewayWide !== true && needsArming !== true && createMeet === undefined;

/** A header knows no types: `find=1000` is text where the option is one. */
function asTextWhereWanted(
  { options }: FaultDefinition,
  pairs: ReadonlyMap<string, string | number | boolean>,
): Readonly<Record<string, string | number | boolean>> {
  const given = Object.fromEntries(pairs);
  const { issues = [] } = options.safeParse(given).error ?? {};
  const texts = issues.flatMap((issue) => {
    const [key] = issue.path;
    const isText = issue.code === 'invalid_type' && issue.expected === 'string';
    return isText && typeof key === 'string' ? [[key, String(given[key])] as const] : [];
  });
  return { ...given, ...Object.fromEntries(texts) };
}

/**
 * What a header can choose besides options: which tries of this very request meet the fault. An SDK
 * that repeats a request sends its headers again.
 */
const CHOICE = z.strictObject({
  attempts: z
    .union([z.string(), z.number()])
    .transform((text): readonly number[] => String(text).split(',').map(Number))
    .pipe(SELECTION.attempts.unwrap())
    .optional(),
  pattern: SELECTION.pattern,
  share: z.number().min(0).max(1).default(1),
});

const CHOICES: readonly string[] = Object.keys(CHOICE.shape);

function parsePair(part: string): readonly [key: string, value: string | number | boolean] {
  const [, key, text] = /^([^=\s]+)\s*=\s*(.*)$/.exec(part) ?? [];
  if (key === undefined || text === undefined) {
    throw faultError('FAULT_HEADER_MALFORMED', { got: `"${part}"` });
  }
  return [key, parseScalar(text)];
}

function parseScalar(text: string): string | number | boolean {
  if (text === 'true') return true;
  if (text === 'false') return false;
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
