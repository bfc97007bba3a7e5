import { closest } from 'fastest-levenshtein';
import type { PaydrillError } from '../../harness/core/errors.ts';
import type { ProviderOperation } from '../../harness/core/outcome.ts';
import { describeOptions, listOptionNames } from './describe-options.ts';
import { faultError } from './errors.ts';
import type { FaultDefinition, FaultOptions } from './fault.ts';
import { describeGot, describeRule } from './option-rules.ts';
import { GATEWAY_FAULTS } from './registry.ts';

/**
 * Finds a fault by name.
 *
 * @throws FAULT_UNKNOWN with the nearest name.
 */
export function findFault(name: string): FaultDefinition {
  const found = BY_NAME.get(name);
  if (found !== undefined) return found;
  throw faultError('FAULT_UNKNOWN', { got: name, nearest: closest(name, [...BY_NAME.keys()]) });
}

/**
 * Checks options against the fault's rules and fills in its defaults.
 *
 * @throws FAULT_OPTION_INVALID, FAULT_OPTION_UNKNOWN, FAULT_OPTION_OF_ANOTHER or
 * FAULT_OPTION_NONE for the first thing that is wrong.
 */
export function parseFaultOptions(fault: FaultDefinition, input: unknown): FaultOptions {
  const parsed = fault.options.safeParse(input);
  if (parsed.success) return Object.freeze(parsed.data);
  const [issue] = parsed.error.issues;
  if (issue === undefined) throw parsed.error;
  if (issue.code === 'unrecognized_keys') throw unknownOption(fault, issue.keys[0] ?? '', input);
  throw faultError('FAULT_OPTION_INVALID', {
    fault: fault.name,
    option: issue.path.length === 0 ? 'the options' : `option "${issue.path.join('.')}"`,
    rule: describeRule(issue),
    got: describeGot(issue, input),
  });
}

/**
 * Refuses an operation filter that can never let the fault meet a request.
 *
 * @throws FAULT_OPERATION_NEVER_MET
 */
export function checkFaultOperations(
  fault: FaultDefinition,
  operations: readonly ProviderOperation[],
): void {
  const stranger = operations.find((operation) => !fault.appliesTo.includes(operation));
  if (stranger === undefined) return;
  throw faultError('FAULT_OPERATION_NEVER_MET', {
    fault: fault.name,
    got: stranger,
    known: fault.appliesTo.join(', ') || 'no requests',
  });
}

function unknownOption(fault: FaultDefinition, got: string, input: unknown): PaydrillError {
  const known = listOptionNames(fault, input);
  if (known.length === 0) return faultError('FAULT_OPTION_NONE', { fault: fault.name, got });
  const owner = describeOptions(fault).find(({ options }) =>
    options.some(({ name }) => name === got),
  )?.choice;
  if (owner !== undefined && owner !== null) {
    return faultError('FAULT_OPTION_OF_ANOTHER', {
      fault: fault.name,
      got,
      choice: owner.option,
      value: owner.value,
      known: known.join(', '),
    });
  }
  return faultError('FAULT_OPTION_UNKNOWN', {
    fault: fault.name,
    got,
    nearest: closest(got, known),
    known: known.join(', '),
  });
}

const BY_NAME: ReadonlyMap<string, FaultDefinition> = new Map(Object.entries(GATEWAY_FAULTS));
