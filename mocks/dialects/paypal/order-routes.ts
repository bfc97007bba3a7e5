import type { Answer } from '../../kernel/answer.ts';
import type { Call, Route } from '../../kernel/dialect.ts';
import type { GatewayRequest } from '../../kernel/request.ts';
import type { Intent } from './books.ts';
import { readPaymentSource, readReturnUrls } from './card-source.ts';
import { createOrder, hasCard, referenceInBody } from './create-order.ts';
import { detailOf, type Desk } from './desk.ts';
import { findOrder, referenceOf } from './find-order.ts';
import { json, noContent } from './json-answer.ts';
import { viewOfOrder } from './order-view.ts';
import { patchedOrder } from './patch-order.ts';
import { payOrder } from './pay-order.ts';
import { ORDERS } from './payment-view.ts';
import { patchBody, payOrderBody, readBody } from './requests.ts';

/** Orders v2, as far as negative testing reaches. */
export function orderRoutes(desk: Desk): readonly Route[] {
  const onOrder = { orderOf: (request: GatewayRequest) => referenceOf(desk, request) };
  return [
    {
      method: 'POST',
      path: ORDERS,
      // A create with a card pays at once: it moves money as a confirm does.
      operation: (request) => (hasCard(request.json) ? 'confirm' : 'create'),
      body: 'json',
      orderOf: (request) => referenceInBody(request.json),
      handle: (call) => createOrder(desk, call),
    },
    {
      method: 'GET',
      path: `${ORDERS}/:id`,
      operation: 'retrieve',
      body: 'none',
      ...onOrder,
      handle: (call) =>
        json(200, viewOfOrder(desk, findOrder(desk, call), 'paid', 'representation')),
    },
    {
      method: 'PATCH',
      path: `${ORDERS}/:id`,
      operation: 'other',
      body: 'json',
      ...onOrder,
      handle: (call) => patchOrder(desk, call),
    },
    {
      method: 'POST',
      path: `${ORDERS}/:id/authorize`,
      operation: 'confirm',
      body: 'json',
      ...onOrder,
      handle: (call) => pay(desk, call, 'AUTHORIZE'),
    },
    {
      method: 'POST',
      path: `${ORDERS}/:id/capture`,
      operation: 'confirm',
      body: 'json',
      ...onOrder,
      handle: (call) => pay(desk, call, 'CAPTURE'),
    },
  ];
}

function pay(desk: Desk, call: Call, step: Intent): Answer {
  const order = findOrder(desk, call);
  const body = readBody(payOrderBody, call.request.json, desk.errors);
  const nowMs = desk.gateway.clock.now();
  const given = readPaymentSource(body.payment_source, nowMs, desk.errors);
  const returnUrls = readReturnUrls(body.payment_source, order.returnUrls);
  const paid = payOrder(desk, call, { ...order, returnUrls }, step, given);
  return json(201, viewOfOrder(desk, paid, 'paid', detailOf(call.request)));
}

function patchOrder(desk: Desk, call: Call): Answer {
  const order = findOrder(desk, call);
  const patches = readBody(patchBody, call.request.json, desk.errors);
  if (order.status === 'COMPLETED') throw desk.errors.refusal('ORDER_ALREADY_COMPLETED');
  const patched = patchedOrder(desk, order, patches);
  desk.books.orders.set(order.id, { ...patched, updatedMs: desk.gateway.clock.now() });
  return noContent();
}
