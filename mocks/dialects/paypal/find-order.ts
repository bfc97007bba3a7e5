import type { Call } from '../../kernel/dialect.ts';
import type { GatewayRequest } from '../../kernel/request.ts';
import { merchantReference, type OrderRecord } from './books.ts';
import type { Desk } from './desk.ts';

/** The order that the path names, told to the journal; throws PayPal's 404. */
export function findOrder(desk: Desk, { request, report }: Call): OrderRecord {
  const order = desk.books.orders.get(request.params['id'] ?? '');
  if (order === undefined) {
    throw desk.errors.refusal('INVALID_RESOURCE_ID', { field: 'order_id', location: 'path' });
  }
  report.object = order.id;
  return order;
}

export function referenceOf(desk: Desk, request: GatewayRequest): string | null {
  const order = desk.books.orders.get(request.params['id'] ?? '');
  return order === undefined ? null : merchantReference(order);
}
