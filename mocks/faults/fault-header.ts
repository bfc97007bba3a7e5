import { faultError } from './errors.ts';
import type { FaultDefinition, FaultOptions } from './fault.ts';
import { findFault, parseFaultOptions } from './resolve-fault.ts';

/** A request may ask for a fault itself: `paydrill-fault: <name>[;key=value...]`. */
export const FAULT_HEADER = 'paydrill-fault';

export interface RequestedFault {
  readonly definition: FaultDefinition;
  readonly options: FaultOptions;
}

/**
 * Reads the value of the header. Numbers and booleans are written plainly: `latency;delayMs=500`.
 *
 * @throws FAULT_HEADER_MALFORMED, or what findFault and parseFaultOptions throw.
 */
export function parseFaultHeader(value: string): RequestedFault {
  const [name = '', ...parts] = value.split(';').map((part) => part.trim());
  const definition = findFault(name);
  const pairs = parts.filter((part) => part !== '').map(parsePair);
  return { definition, options: parseFaultOptions(definition, Object.fromEntries(pairs)) };
}

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
