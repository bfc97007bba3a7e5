import type { IncomingMessage } from 'node:http';
import type { GatewayParts } from './parts.ts';
import { selectFaults } from './select-faults.ts';

/**
 * Whether a request that asks `Expect: 100-continue` gets no word. It is not routed yet, so it is
 * drawn by its target and counts by itself.
 */
export function withholdContinue(parts: GatewayParts, request: IncomingMessage): boolean {
  const { faults, seed, clock, occurrences } = parts;
  const candidates = faults.withHook('withholdsContinue');
  if (candidates.length === 0) return false;
  const { url: reference = '', headers } = request;
  const drawn = selectFaults(seed, candidates, {
    reference,
    operation: 'continue',
    occurrence: occurrences.next(reference, 'continue'),
    nowMs: clock.now(),
    concerns: () => true,
    read: (path) => {
      if (path === 'path') return reference.split('?')[0];
      return path.startsWith('headers.') ? headers[path.slice('headers.'.length)] : undefined;
    },
  });
  const names = drawn.map(({ candidate }) => candidate.fault.name);
  for (const name of names) faults.countMet(name);
  parts.connections.withhold(request, names);
  return names.length > 0;
}
