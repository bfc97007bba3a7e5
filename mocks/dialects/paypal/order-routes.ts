import type { Answer } from '../../kernel/answer.ts';
import type { Call, Route } from '../../kernel/dialect.ts';
import type { GatewayRequest } from '../../kernel/request.ts';
import { readAmount } from './amounts.ts';
import { announceOrder } from './announce.ts';
import {
  merchantReference,
  type Intent,
  type OrderRecord,
  type OrderStatus,
  type PaymentSource,
  type UnitRecord,
} from './books.ts';
import { readPaymentSource } from './card-source.ts';
import { detailOf, remember, requestIdOf, type Desk } from './desk.ts';
import { resourceId } from './ids.ts';
import { json, noContent } from './json-answer.ts';
import { APPROVAL_PAGE, viewOfOrder } from './order-view.ts';
import { patchUnits } from './patch-order.ts';
import { payOrder } from './pay-order.ts';
import { ORDERS } from './payment-view.ts';
import {
  confirmOrderBody,
  createOrderBody,
  payOrderBody,
  patchBody,
  readBody,
  type PurchaseUnitBody,
} from './requests.ts';

const MAX_ORDER_REQUEST_ID = 108;

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
      handle: (call) => json(200, viewOfOrder(desk, find(desk, call), 'paid', 'representation')),
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

function createOrder(desk: Desk, call: Call): Answer {
  const { request } = call;
  const { errors, gateway } = desk;
  const body = readBody(createOrderBody, request.json, errors);
  const units = readUnits(desk, body.purchase_units, body.intent);
  const nowMs = gateway.clock.now();
  const source = readPaymentSource(body.payment_source, nowMs, errors);
  const requestId = requestIdOf(request);
  if (source?.kind === 'card' && requestId === null) {
    throw errors.refusal('PAYPAL_REQUEST_ID_REQUIRED');
  }
  if (requestId !== null && requestId.length > MAX_ORDER_REQUEST_ID) {
    throw errors.refusal('INVALID_STRING_LENGTH', {
      field: 'PayPal-Request-Id',
      location: 'header',
    });
  }
  const order: OrderRecord = {
    id: resourceId(gateway.ids),
    intent: body.intent,
    status: source?.kind === 'wallet' ? 'PAYER_ACTION_REQUIRED' : 'CREATED',
    units,
    source,
    payer: body.payer ?? null,
    createdMs: nowMs,
    updatedMs: nowMs,
  };
  call.report.object = order.id;
  const made =
    source?.kind === 'card'
      ? payOrder(desk, call, order, body.intent, source)
      : keepUnpaid(desk, call, order);
  return json(201, viewOfOrder(desk, made, 'created', detailOf(request)));
}

function keepUnpaid(desk: Desk, call: Call, order: OrderRecord): OrderRecord {
  desk.books.orders.set(order.id, order);
  remember(desk, call, { kind: 'order', id: order.id, view: 'created' });
  return order;
}

function readUnits(
  desk: Desk,
  bodies: readonly PurchaseUnitBody[],
  intent: Intent,
): readonly UnitRecord[] {
  const { errors } = desk;
  const units = bodies.map((body, index): UnitRecord => {
    const amount = readAmount(body.amount, `/purchase_units/${index}/amount`, errors);
    return { ...amount, referenceId: body.reference_id ?? 'default', body };
  });
  if (units.length === 1) return units;
  if (intent === 'AUTHORIZE') throw errors.refusal('UNSUPPORTED_INTENT');
  if (bodies.some((body) => body.reference_id === undefined)) {
    throw errors.refusal('REFERENCE_ID_REQUIRED');
  }
  if (new Set(units.map((unit) => unit.referenceId)).size < units.length) {
    throw errors.refusal('DUPLICATE_REFERENCE_ID');
  }
  if (new Set(units.map((unit) => unit.currency)).size > 1) {
    throw errors.refusal('MULTI_CURRENCY_ORDER');
  }
  return units;
}

function pay(desk: Desk, call: Call, step: Intent): Answer {
  const order = find(desk, call);
  const body = readBody(payOrderBody, call.request.json, desk.errors);
  const nowMs = desk.gateway.clock.now();
  const given = readPaymentSource(body.payment_source, nowMs, desk.errors);
  const paid = payOrder(desk, call, order, step, given);
  return json(201, viewOfOrder(desk, paid, 'paid', detailOf(call.request)));
}

function confirmSource(desk: Desk, call: Call): Answer {
  const order = find(desk, call);
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

function patchOrder(desk: Desk, call: Call): Answer {
  const order = find(desk, call);
  const patches = readBody(patchBody, call.request.json, desk.errors);
  if (order.status === 'COMPLETED') throw desk.errors.refusal('ORDER_ALREADY_COMPLETED');
  const units = patchUnits(desk, order, patches);
  desk.books.orders.set(order.id, { ...order, units, updatedMs: desk.gateway.clock.now() });
  return noContent();
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

function find(desk: Desk, { request, report }: Call): OrderRecord {
  const order = desk.books.orders.get(request.params['id'] ?? '');
  if (order === undefined) {
    throw desk.errors.refusal('INVALID_RESOURCE_ID', { field: 'order_id', location: 'path' });
  }
  report.object = order.id;
  return order;
}

function referenceOf(desk: Desk, request: GatewayRequest): string | null {
  const order = desk.books.orders.get(request.params['id'] ?? '');
  return order === undefined ? null : merchantReference(order);
}

function hasCard(body: unknown): boolean {
  return fieldOf(fieldOf(body, 'payment_source'), 'card') !== undefined;
}

function referenceInBody(body: unknown): string | null {
  const unit = fieldOf(fieldOf(body, 'purchase_units'), '0');
  const reference = fieldOf(unit, 'reference_id') ?? fieldOf(unit, 'custom_id');
  return typeof reference === 'string' ? reference : null;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
