import { PaydrillError } from '../../harness/core/errors.ts';
import type { ProviderOperation } from '../../harness/core/outcome.ts';
import type { FaultSelection } from '../../harness/core/scenario.ts';
import { findFault, parseFaultOptions, type FaultOptions } from '../faults/index.ts';
import type { FaultToArm } from './armed-faults.ts';

/** An armed fault as plain data, with what makes it go on where it was. */
export interface RememberedFault {
  readonly name: string;
  readonly fault: string;
  readonly options: FaultOptions;
  readonly share: number;
  readonly operations: readonly ProviderOperation[];
  readonly selection: FaultSelection;
  readonly leaseMs: number | null;
  /** Real time, epoch milliseconds; null without a lease. */
  readonly expiresAt: number | null;
  readonly met: number;
  /** By the gateway's clock, epoch milliseconds. */
  readonly armedAt: number;
  /** Under which its tries are counted. */
  readonly arming: number;
}

/** The fault that it was; null when this version knows no such fault, or none with these options. */
export function recallFault(remembered: RememberedFault): FaultToArm | null {
  const { name, fault, share, operations, selection, leaseMs } = remembered;
  try {
    const definition = findFault(fault);
    const options = parseFaultOptions(definition, remembered.options);
    return { name, definition, options, share, operations, selection, leaseMs };
  } catch (error) {
    if (error instanceof PaydrillError) return null;
    throw error;
  }
}
