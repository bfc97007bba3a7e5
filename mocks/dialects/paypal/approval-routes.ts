import type { Answer } from '../../kernel/answer.ts';
import type { Call, Route } from '../../kernel/dialect.ts';
import { announceOrder } from './announce.ts';
import type { OrderRecord, OrderStatus, PaymentSource } from './books.ts';
import { readPaymentSource } from './card-source.ts';
import { detailOf, remember, type Desk } from './desk.ts';
import { findOrder, referenceOf } from './find-order.ts';
import { json } from './json-answer.ts';
import { APPROVAL_PAGE, viewOfOrder } from './order-view.ts';
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
    {
      // What the `approve` link leads to: the mock's buyer agrees as soon as it is opened.
      method: 'GET',
      path: APPROVAL_PAGE,
      operation: 'other',
      body: 'none',
      isOpen: true,
      orderOf: () => null,
      handle: (call) => {
        const token = call.request.query['token'];
        const order = desk.books.orders.get(typeof token === 'string' ? token : '');
        if (order === undefined) return desk.errors.status(404);
        if (order.status !== 'COMPLETED') approve(desk, order, { kind: 'wallet' });
        const headers = { 'content-type': 'text/html; charset=utf-8' };
        return { status: 200, headers, body: '<!doctype html><p>Order approved.</p>' };
      },
    },
  ];
}

function confirmSource(desk: Desk, call: Call): Answer {
  const order = findOrder(desk, call);
  const body = readBody(confirmOrderBody, call.request.json, desk.errors);
  const source = readPaymentSource(body.payment_source, desk.gateway.clock.now(), desk.errors);
  if (order.status === 'COMPLETED') throw desk.errors.refusal('ORDER_CANNOT_BE_CONFIRMED');
  const confirmed =
    source?.kind === 'card'
      ? approve(desk, order, source)
      : replace(desk, order, 'PAYER_ACTION_REQUIRED', source);
  remember(desk, call, { kind: 'order', id: order.id, view: 'created' });
  return json(200, viewOfOrder(desk, confirmed, 'created', detailOf(call.request)));
}

function approve(desk: Desk, order: OrderRecord, source: PaymentSource): OrderRecord {
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
