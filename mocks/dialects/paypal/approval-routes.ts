import type { Answer } from '../../kernel/answer.ts';
import type { Call, Route } from '../../kernel/dialect.ts';
import { announceOrder } from './announce.ts';
import type { OrderRecord, OrderStatus, PaymentSource } from './books.ts';
import { readPaymentSource, readReturnUrls } from './card-source.ts';
import { detailOf, remember, type Desk } from './desk.ts';
import { findOrder, referenceOf } from './find-order.ts';
import { json } from './json-answer.ts';
import { viewOfOrder } from './order-view.ts';
import { isWaitingForPayer } from './pay-order.ts';
import { ORDERS } from './payment-view.ts';
import { confirmOrderBody, readBody } from './requests.ts';

/** The steps of the payer. Attaching a source moves no money, so it counts as part of creating. */
export function approvalRoutes(desk: Desk): readonly Route[] {
  return [
    {
      method: 'POST',
      path: `${ORDERS}/:id/confirm-payment-source`,
      operation: 'create',
      body: 'json',
      orderOf: (request) => referenceOf(desk, request),
      handle: (call) => confirmSource(desk, call),
    },
  ];
}

function confirmSource(desk: Desk, call: Call): Answer {
  const order = findOrder(desk, call);
  const body = readBody(confirmOrderBody, call.request.json, desk.errors);
  const source = readPaymentSource(body.payment_source, desk.gateway.clock.now(), desk.errors);
  if (order.status === 'COMPLETED') throw desk.errors.refusal('ORDER_CANNOT_BE_CONFIRMED');
  const returnUrls = readReturnUrls(body.payment_source, order.returnUrls);
  const told: OrderRecord = { ...order, returnUrls };
  const isWaiting = source === null || isWaitingForPayer(source);
  const confirmed = isWaiting
    ? replace(desk, told, 'PAYER_ACTION_REQUIRED', source)
    : approve(desk, told, source);
  remember(desk, call, { kind: 'order', id: order.id, view: 'created' });
  return json(200, viewOfOrder(desk, confirmed, 'created', detailOf(call.request)));
}

export function approve(desk: Desk, order: OrderRecord, source: PaymentSource): OrderRecord {
  const approved = replace(desk, order, 'APPROVED', source);
  announceOrder(desk, 'CHECKOUT.ORDER.APPROVED', approved);
  return approved;
}

function replace(
  desk: Desk,
  order: OrderRecord,
  status: OrderStatus,
  source: PaymentSource | null,
): OrderRecord {
  const replaced = { ...order, status, source, updatedMs: desk.gateway.clock.now() };
  desk.books.orders.set(order.id, replaced);
  return replaced;
}
