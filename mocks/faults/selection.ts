import { closest } from 'fastest-levenshtein';
import { z } from 'zod';
import type { FaultSelection } from '../../harness/core/scenario.ts';
import { PATTERN } from '../kernel/fault-script.ts';
import { FACT_NAMES } from '../kernel/payment-facts.ts';
import { faultError } from './errors.ts';
import type { FaultDefinition } from './fault.ts';

// Which requests and webhooks a fault meets, as scenarios, the control API and the header write it.

const scalar = z.union([z.string(), z.number(), z.boolean()]);

export const fieldRule = z.union(
  [
    scalar,
    z.strictObject({
      oneOf: z
        .array(z.union([z.string(), z.number()]))
        .min(1)
        .readonly(),
    }),
    z.strictObject({ prefix: z.string().min(1) }),
    z.strictObject({ atLeast: z.number(), atMost: z.number().optional() }),
    z.strictObject({ atMost: z.number() }),
  ],
  'must be a value, { oneOf: [...] }, { prefix: "..." } or { atLeast, atMost }',
);

const attempts = z.array(z.int().min(1).max(1000)).max(100).readonly();

export const SELECTION = {
  match: z
    .record(z.string(), fieldRule)
    .optional()
    .describe('Facts and fields that must fit, see docs/faults.md.'),
  attempts: attempts
    .optional()
    .describe('Tries of one operation on one payment that meet it, from 1; left out: all.'),
  pattern: z
    .string()
    .regex(PATTERN, 'must be words "fail" and "pass", and "repeat" at the end to begin anew')
    .optional()
    .describe('The same in words: "fail fail pass".'),
  sharePer: z
    .enum(['request', 'payment'])
    .optional()
    .describe('Whether the share is of requests, or of payments with all their requests.'),
} as const;

const cycleMs = z.int().min(1).max(3_600_000);

/** In milliseconds; scenarios may also write durations. */
export const cycle = z
  .strictObject({ onMs: cycleMs, offMs: cycleMs })
  .optional()
  .describe('On for a while, off for a while, from when it is armed. Milliseconds.');

/** Of what was written about a fault, the part that selects. */
export const pickSelection = ({
  match,
  attempts: wanted,
  pattern,
  sharePer,
  cycle: times,
}: FaultSelection): FaultSelection => ({
  ...(match === undefined ? {} : { match }),
  ...(wanted === undefined ? {} : { attempts: wanted }),
  ...(pattern === undefined ? {} : { pattern }),
  ...(sharePer === undefined ? {} : { sharePer }),
  ...(times === undefined ? {} : { cycle: times }),
});

const PLACES = ['json', 'form', 'query', 'params', 'headers'] as const;
const WEBHOOK_FACTS = ['type', 'attempt'] as const;
const KNOWN = [...FACT_NAMES, ...WEBHOOK_FACTS, ...PLACES.map((place) => `${place}.<path>`)];

/**
 * Refuses what could only be a mistake: a field that no request has, a script written twice, a
 * choice of requests for a fault that acts on the gateway as a whole.
 *
 * @throws FAULT_OPTION_INVALID, FAULT_MATCH_UNKNOWN, FAULT_SCRIPT_TWICE or FAULT_ACTS_ON_ALL
 */
export function checkFaultSelection(
  fault: FaultDefinition,
  selection: FaultSelection,
  share: number,
): void {
  if (!(share >= 0 && share <= 1)) {
    const rule = 'must be from 0 to 1';
    throw faultError('FAULT_OPTION_INVALID', {
      option: 'share',
      fault: fault.name,
      rule,
      got: share,
    });
  }
  for (const field of Object.keys(selection.match ?? {})) {
    const [root = '', ...rest] = field.split('.');
    const isPlace = PLACES.some((place) => place === root) && rest.join('') !== '';
    if (isPlace || [...FACT_NAMES, ...WEBHOOK_FACTS].some((name) => name === field)) continue;
    const nearest = closest(field, KNOWN);
    throw faultError('FAULT_MATCH_UNKNOWN', { got: field, nearest, known: KNOWN.join(', ') });
  }
  if (selection.pattern !== undefined && (selection.attempts ?? []).length > 0) {
    throw faultError('FAULT_SCRIPT_TWICE', { fault: fault.name });
  }
  if (fault.isGatewayWide !== true) return;
  const chosen = Object.entries(selection).find(([, value]) => value !== undefined)?.[0];
  const got = chosen ?? (share < 1 ? 'share' : undefined);
  if (got !== undefined) throw faultError('FAULT_ACTS_ON_ALL', { fault: fault.name, got });
}
