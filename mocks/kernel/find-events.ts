import type { Exchange, GatewayEvent, LedgerEntry, Movement } from '../../harness/core/events.ts';

// Which requests or movements somebody wants to see; a field left out asks for all.

export interface JournalFilter {
  readonly order?: string | undefined;
  readonly operation?: string | undefined;
  /** Arrived then or later, epoch milliseconds. */
  readonly sinceMs?: number | undefined;
  /** At most this many, the newest. */
  readonly limit: number;
}

export interface LedgerFilter {
  readonly order?: string | undefined;
  readonly object?: string | undefined;
  readonly movement?: Movement | undefined;
  /** Moved then or later, epoch milliseconds. */
  readonly sinceMs?: number | undefined;
  /** At most this many, the newest. */
  readonly limit: number;
}

/** The newest that fit, newest first. */
export function findExchanges(
  events: readonly GatewayEvent[],
  { order, operation, sinceMs = -Infinity, limit }: JournalFilter,
): readonly Exchange[] {
  return newest(events, limit, (event): event is Exchange => {
    if (event.kind !== 'exchange' || event.t < sinceMs) return false;
    if (order !== undefined && event.order !== order) return false;
    return operation === undefined || event.operation === operation;
  });
}

/** The newest that fit, newest first. */
export function findMovements(
  events: readonly GatewayEvent[],
  { order, object, movement, sinceMs = -Infinity, limit }: LedgerFilter,
): readonly LedgerEntry[] {
  return newest(events, limit, (event): event is LedgerEntry => {
    if (event.kind !== 'ledger' || event.t < sinceMs) return false;
    if (order !== undefined && event.order !== order) return false;
    if (object !== undefined && event.object !== object) return false;
    return movement === undefined || event.movement === movement;
  });
}

function newest<Event extends GatewayEvent>(
  events: readonly GatewayEvent[],
  limit: number,
  fits: (event: GatewayEvent) => event is Event,
): readonly Event[] {
  const found: Event[] = [];
  for (let index = events.length - 1; index >= 0 && found.length < limit; index -= 1) {
    const event = events[index];
    if (event !== undefined && fits(event)) found.push(event);
  }
  return found;
}
