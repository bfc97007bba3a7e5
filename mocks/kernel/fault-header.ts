import type { FaultDefinition, FaultOptions } from '../faults/fault.ts';
import type { FaultToArm } from './armed-faults.ts';
import type { RouteOperation } from './dialect.ts';

/** A request asks for faults of its own: `paydrill-fault: latency;ms=200, error-status`. */
export const FAULT_HEADER = 'paydrill-fault';

export type AskedFaults =
  | { readonly kind: 'faults'; readonly faults: readonly FaultToArm[] }
  | { readonly kind: 'refused'; readonly reason: string };

export function readFaultHeader(
  header: string,
  operation: RouteOperation,
  findFault: (name: string) => FaultDefinition | undefined,
): AskedFaults {
  const faults: FaultToArm[] = [];
  for (const part of header.split(',')) {
    const [name = '', ...settings] = part.split(';').map((piece) => piece.trim());
    const definition = findFault(name);
    if (definition === undefined) return refused(`there is no fault "${name}"`);
    if (operation === 'other' || !definition.appliesTo.includes(operation)) {
      return refused(`fault "${name}" does not apply to this request (${operation})`);
    }
    const parsed = definition.options.safeParse(readOptions(settings));
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      return refused(`fault "${name}": ${issue?.path.join('.')} ${issue?.message}`);
    }
    const options = parsed.data;
    faults.push({ name, definition, options, share: 1, operations: [], leaseMs: null });
  }
  return { kind: 'faults', faults };
}

function readOptions(settings: readonly string[]): FaultOptions {
  return Object.fromEntries(
    settings.map((setting) => {
      const equals = setting.indexOf('=');
      if (equals === -1) return [setting, true];
      return [setting.slice(0, equals).trim(), readValue(setting.slice(equals + 1).trim())];
    }),
  );
}

function readValue(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

const refused = (reason: string): AskedFaults => ({ kind: 'refused', reason });
