import type { EventSource, RunEvent } from '../../core/events.ts';
import { ObjectOwners } from './object-owners.ts';
import { SourceWatch, type SourceState } from './sources.ts';

/** Prefix of the group of money and requests whose object no order is known for. */
export const UNEXPLAINED = 'unexplained:';

/** What one pass over all events tells; a second look at half a million objects costs as much. */
export interface Survey {
  readonly sources: (expected: readonly EventSource[]) => readonly SourceState[];
  readonly hasService: boolean;
  /** The latest moment any source tells of. */
  readonly endMs: number;
  /** Events that belong to no order, in their order. */
  readonly loose: readonly RunEvent[];
  /** The orders that have events, each with its number. */
  readonly orders: ReadonlyMap<string, number>;
  /** The number of each event's order, -1 for none. */
  readonly orderOf: Int32Array;
}

export function surveyEvents(events: readonly RunEvent[]): Survey {
  const watch = new SourceWatch();
  const owners = new ObjectOwners(events);
  const orders = new Map<string, number>();
  const orderOf = new Int32Array(events.length);
  const loose: RunEvent[] = [];
  let endMs = 0;
  let hasService = false;
  for (let index = 0; index < events.length; index += 1) {
    const event = events[index];
    if (event === undefined) continue;
    watch.see(event);
    if (event.t > endMs) endMs = event.t;
    if (event.source === 'service') hasService = true;
    const name = orderNameOf(event, owners);
    if (name === null) {
      loose.push(event);
      orderOf[index] = -1;
      continue;
    }
    let order = orders.get(name);
    if (order === undefined) {
      order = orders.size;
      orders.set(name, order);
    }
    orderOf[index] = order;
  }
  return {
    sources: (expected) => watch.states(expected),
    hasService,
    endMs,
    loose,
    orders,
    orderOf,
  };
}

function orderNameOf(event: RunEvent, owners: ObjectOwners): string | null {
  switch (event.kind) {
    case 'exchange':
    case 'ledger':
    case 'webhook':
      if (event.order !== null || event.object === null) return event.order;
      return owners.ownerOf(event.object) ?? `${UNEXPLAINED}${event.object}`;
    case 'phase':
    case 'fault':
    case 'process':
    case 'breaker':
    case 'service-started':
    case 'source-end':
      return null;
    default:
      return event.order;
  }
}
