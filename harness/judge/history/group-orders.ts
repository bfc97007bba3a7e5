import type { RunEvent } from '../../core/events.ts';
import type { Order } from '../../core/order.ts';
import { createHistory, type OrderHistory } from './order-history.ts';

/** Prefix of the group of money and requests whose object no order is known for. */
export const UNEXPLAINED = 'unexplained:';

/**
 * Calls `visit` once for each order that has events. The events are indexed once by a counting
 * sort; a history lives only as long as its visit, so memory stays at a few bytes an event.
 */
export function forEachOrder(
  events: readonly RunEvent[],
  orders: readonly Order[],
  visit: (history: OrderHistory) => void,
): void {
  const groups = new Map<string, number>();
  const groupOf = new Int32Array(events.length);
  const objects = new ObjectOwners(events);
  for (const [index, event] of events.entries()) {
    const name = groupName(event, objects);
    let group = -1;
    if (name !== null) {
      group = groups.get(name) ?? -1;
      if (group === -1) {
        group = groups.size;
        groups.set(name, group);
      }
    }
    groupOf[index] = group;
  }
  const owed = new Map<string, Order>();
  for (const order of orders) owed.set(order.orderId, order);
  const { starts, indices } = countingSort(groupOf, groups.size);
  for (const [name, group] of groups) {
    const own: RunEvent[] = [];
    const end = starts[group + 1] ?? 0;
    for (let position = starts[group] ?? 0; position < end; position += 1) {
      const event = events[indices[position] ?? -1];
      if (event !== undefined) own.push(event);
    }
    visit(createHistory(name, owed.get(name) ?? null, own));
  }
}

function groupName(event: RunEvent, objects: ObjectOwners): string | null {
  if (!('order' in event)) return null;
  if (event.order !== null) return event.order;
  if (!('object' in event) || event.object === null) return null;
  return objects.ownerOf(event.object) ?? `${UNEXPLAINED}${event.object}`;
}

/** Which order a provider's object belongs to; only worked out when a gateway doesn't say. */
class ObjectOwners {
  readonly #events: readonly RunEvent[];
  #owners: Map<string, string> | null = null;

  constructor(events: readonly RunEvent[]) {
    this.#events = events;
  }

  ownerOf(object: string): string | undefined {
    this.#owners ??= collectOwners(this.#events);
    return this.#owners.get(object);
  }
}

function collectOwners(events: readonly RunEvent[]): Map<string, string> {
  const owners = new Map<string, string>();
  for (const event of events) {
    if (!('order' in event) || event.order === null) continue;
    const object =
      'object' in event
        ? event.object
        : 'providerReference' in event
          ? event.providerReference
          : null;
    if (object !== null && !owners.has(object)) owners.set(object, event.order);
  }
  return owners;
}

/** Stable: within a group the indices stay in their order. */
function countingSort(
  groupOf: Int32Array,
  groupCount: number,
): { readonly starts: Int32Array; readonly indices: Int32Array } {
  const starts = new Int32Array(groupCount + 2);
  for (const group of groupOf) {
    if (group >= 0) starts[group + 2] = (starts[group + 2] ?? 0) + 1;
  }
  for (let group = 2; group < starts.length; group += 1) {
    starts[group] = (starts[group] ?? 0) + (starts[group - 1] ?? 0);
  }
  const indices = new Int32Array(starts[groupCount + 1] ?? 0);
  for (let index = 0; index < groupOf.length; index += 1) {
    const group = groupOf[index] ?? -1;
    if (group < 0) continue;
    // The slot of a group moves on as it fills; at the end it is where the next group starts.
    const slot = starts[group + 1] ?? 0;
    indices[slot] = index;
    starts[group + 1] = slot + 1;
  }
  return { starts, indices };
}
