import { PaydrillError } from '../../harness/core/errors.ts';
import { checkFaultTrait, parseFaultHeader } from '../faults/index.ts';
import { createCandidate, type Candidate } from './armed-faults.ts';
import { isScripted } from './fault-script.ts';
import type { Handling } from './handling.ts';
import type { GatewayParts } from './parts.ts';
import { traitsOf } from './traits-of.ts';

/**
 * The fault that a request asks for by header, or why it can't have it. A script of attempts goes by
 * how often the gateway has got this header for this payment, or with this idempotency key.
 */
export function readAskedFault(
  parts: GatewayParts,
  { operation, report, key }: Handling,
  header: string,
): Candidate | string {
  try {
    const { definition, options, selection, share } = parseFaultHeader(header);
    const { name, appliesTo } = definition;
    checkFaultTrait(definition, parts.name, traitsOf(parts.dialect));
    const isOfWebhooks = definition.publish !== undefined || definition.deliver !== undefined;
    if (!isOfWebhooks && (operation === 'other' || !appliesTo.includes(operation))) {
      return `fault "${name}" does not apply to this request (${operation})`;
    }
    const fault = { name, definition, options, share, operations: [], selection, leaseMs: null };
    const candidate = createCandidate(fault, parts.clock.now());
    if (!isScripted(selection)) return candidate;
    // A header has no arming that could count for it.
    const asked = `asked:${header}`;
    const reference = report.order ?? key ?? '';
    return {
      ...candidate,
      scripted: {
        next: (_reference, ofOperation) =>
          parts.occurrences.next(`${reference}|${asked}`, ofOperation),
      },
    };
  } catch (error) {
    if (error instanceof PaydrillError) return `${error.message}. ${error.hint}`;
    throw error;
  }
}
