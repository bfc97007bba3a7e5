import type { Order } from '../../core/order.ts';
import { GrowingHistory } from './growing-history.ts';
import type { OrderHistory } from './order-history.ts';
import type { Survey } from './survey.ts';

/**
 * Calls `visit` once for each order that has events. They are indexed once by a counting sort, and
 * a history lives only as long as its visit, so that memory stays at a few bytes an event.
 */
export function forEachOrder(
  { events, orders, orderOf }: Survey,
  known: readonly Order[],
  visit: (history: OrderHistory) => void,
): void {
  const { names } = orders;
  const owed = names.map((): Order | null => null);
  for (const order of known) {
    const number = orders.find(order.orderId);
    if (number !== -1) owed[number] = order;
  }
  const { starts, indices } = countingSort(orderOf, names.length);
  for (const [order, name] of names.entries()) {
    const history = new GrowingHistory(name, owed[order] ?? null);
    const end = starts[order + 1] ?? 0;
    for (let position = starts[order] ?? 0; position < end; position += 1) {
      const event = events[indices[position] ?? -1];
      if (event !== undefined) history.add(event);
    }
    history.close();
    visit(history);
  }
}

/** Stable: the indices of one group stay in their order. */
function countingSort(
  groupOf: Int32Array,
  groupCount: number,
): { readonly starts: Int32Array; readonly indices: Int32Array } {
  const starts = new Int32Array(groupCount + 2);
  for (let index = 0; index < groupOf.length; index += 1) {
    const group = groupOf[index] ?? -1;
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
