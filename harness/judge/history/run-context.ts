import type { RunEvent } from '../../core/events.ts';
import type { Scenario } from '../../core/scenario.ts';

/** What an invariant may know of the run beyond its own scope. */
export interface RunContext {
  readonly scenario: Scenario;
  /** When the last fault was gone. */
  readonly faultsEndMs: number;
  /** The latest moment any source tells of. */
  readonly endMs: number;
  /** Whether it came to rest, so that what is open now stays open. */
  readonly isSettled: boolean;
  /** Whether the target's audit trail is there, whole. */
  readonly hasAudit: boolean;
  /** Whether the service has committed this key anywhere in the run, under whatever order. */
  isKeyStored(key: string): boolean;
}

export function createRunContext(
  { scenario, faultsEndMs, endMs, isSettled, hasAudit }: Omit<RunContext, 'isKeyStored'>,
  events: readonly RunEvent[],
): RunContext {
  let keys: ReadonlySet<string> | null = null;
  return {
    scenario,
    faultsEndMs,
    endMs,
    isSettled,
    hasAudit,
    isKeyStored(key) {
      // Rarely asked: a key is nearly always found in its own order's trail.
      keys ??= collectKeys(events);
      return keys.has(key);
    },
  };
}

function collectKeys(events: readonly RunEvent[]): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const event of events) {
    if (event.kind === 'attempt-started' && event.key !== null) keys.add(event.key);
  }
  return keys;
}
