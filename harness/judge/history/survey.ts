import type { EventSource, RunEvent } from '../../core/events.ts';
import { NameIndex } from './name-index.ts';
import { ObjectOwners } from './object-owners.ts';
import { orderBySource, SourceWatch, type SourceState } from './sources.ts';

/** Prefix of the group of money and requests whose object no order is known for. */
export const UNEXPLAINED = 'unexplained:';

/** What one pass over all events tells; a second look at half a million objects costs as much. */
export interface Survey {
  /** The events surveyed, each source's in the order of its numbers. */
  readonly events: readonly RunEvent[];
  readonly sources: (expected: readonly EventSource[]) => readonly SourceState[];
  readonly hasService: boolean;
  /** The latest moment any source tells of. */
  readonly endMs: number;
  /** Events that belong to no order, in their order. */
  readonly loose: readonly RunEvent[];
  /** The orders that have events, and their numbers. */
  readonly orders: NameIndex;
  /** The number of each event's order, -1 for none. */
  readonly orderOf: Int32Array;
}

export function surveyEvents(events: readonly RunEvent[]): Survey {
  const watch = new SourceWatch();
  const owners = new ObjectOwners(events);
  const orders = new NameIndex();
  const orderOf = new Int32Array(events.length);
  const loose: RunEvent[] = [];
  let endMs = 0;
  for (let index = 0; index < events.length; index += 1) {
    const event = events[index];
    if (event === undefined) continue;
    // What any event may be made of is slow to read, so nothing is read twice or for nothing.
    const { source, t } = event;
    const { order }: WithOrder = event;
    if (order === undefined && event.kind === 'source-end') watch.close(source, event.events);
    else watch.see(source, event.seq);
    if (t > endMs) endMs = t;
    const name = order ?? orderNameOf(event, owners);
    if (name === null) loose.push(event);
    orderOf[index] = name === null ? -1 : orders.numberOf(name);
  }
  if (watch.isShuffled) return surveyEvents(orderBySource(events));
  return {
    events,
    sources: (expected) => watch.states(expected),
    hasService: watch.hasSeen('service'),
    endMs,
    loose,
    orders,
    orderOf,
  };
}

/** Reads the order without asking first what kind of event it is. */
interface WithOrder {
  readonly kind: string;
  readonly order?: string | null;
}

/** For events that name no order themselves. */
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
