import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import { readAmount } from './amounts.ts';
import type { Intent, OrderRecord, UnitRecord } from './books.ts';
import { checkBreakdown } from './breakdown.ts';
import { readPaymentSource, readReturnUrls } from './card-source.ts';
import { detailOf, remember, requestIdOf, type Desk } from './desk.ts';
import { resourceId } from './ids.ts';
import { json } from './json-answer.ts';
import { viewOfOrder } from './order-view.ts';
import { isWaitingForPayer, payOrder } from './pay-order.ts';
import { createOrderBody, readBody, type PurchaseUnitBody } from './requests.ts';

const MAX_ORDER_REQUEST_ID = 108;

export function createOrder(desk: Desk, call: Call): Answer {
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
  const isWaiting = source !== null && isWaitingForPayer(source);
  const order: OrderRecord = {
    id: resourceId(gateway.ids),
    intent: body.intent,
    status: isWaiting ? 'PAYER_ACTION_REQUIRED' : 'CREATED',
    units,
    source,
    payer: body.payer ?? null,
    returnUrls: readReturnUrls(body.payment_source, {
      returnUrl: body.application_context?.return_url ?? null,
      cancelUrl: body.application_context?.cancel_url ?? null,
    }),
    createdMs: nowMs,
    updatedMs: nowMs,
  };
  call.report.object = order.id;
  const made =
    source?.kind === 'card' && !isWaiting
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
    const unit = { ...amount, referenceId: body.reference_id ?? 'default', body };
    checkBreakdown(unit, errors);
    return unit;
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

/** Whether an unchecked body pays at once. */
export function hasCard(body: unknown): boolean {
  return fieldOf(fieldOf(body, 'payment_source'), 'card') !== undefined;
}

/** The merchant's reference in an unchecked body. */
export function referenceInBody(body: unknown): string | null {
  const unit = fieldOf(fieldOf(body, 'purchase_units'), '0');
  const reference = fieldOf(unit, 'reference_id') ?? fieldOf(unit, 'custom_id');
  return typeof reference === 'string' ? reference : null;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
