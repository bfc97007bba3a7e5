import type { ClientEvent, Unnumbered } from '../../core/events.ts';

const KINDS: ReadonlySet<unknown> = new Set<ClientEvent['kind']>([
  'client-started',
  'client-answered',
  'client-finished',
]);

/**
 * Reads one line of k6's console; null when it is no client event (a warning of the script, say).
 * `t` is in epoch milliseconds. The entry script is ours, so only what tells its lines from
 * others is checked.
 */
export function parseClientEventLine(line: string): Unnumbered<ClientEvent> | null {
  if (!line.startsWith('{')) return null;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { kind, order, t } = value as Readonly<Record<string, unknown>>;
  if (!KINDS.has(kind) || typeof order !== 'string' || typeof t !== 'number') return null;
  return value as Unnumbered<ClientEvent>;
}
