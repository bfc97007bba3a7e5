import {
  merchantReference,
  mustFind,
  unitOf,
  type AuthorisationRecord,
  type CaptureRecord,
  type OrderRecord,
  type RefundRecord,
} from './books.ts';
import type { Desk } from './desk.ts';
import { webhookEventId } from './ids.ts';
import { toWire, type WireMoney } from './money.ts';
import { viewOfOrder } from './order-view.ts';
import { linkTo, viewOfAuthorisation, viewOfCapture, viewOfRefund } from './payment-view.ts';
import { publishEvent } from './webhook-subscriptions.ts';

// Webhook events, in the envelope that all of them share. The resource is what it is when the event
// happens, not when it is delivered.
// https://developer.paypal.com/api/rest/webhooks/event-names/

export function announceOrder(
  desk: Desk,
  type: 'CHECKOUT.ORDER.APPROVED' | 'CHECKOUT.ORDER.COMPLETED',
  order: OrderRecord,
): void {
  const summary =
    type === 'CHECKOUT.ORDER.APPROVED' ? 'An order has been approved by buyer' : 'Order completed';
  publish(desk, order, {
    type,
    id: order.id,
    resourceType: 'checkout-order',
    summary,
    resource: viewOfOrder(desk, order, 'created', 'representation'),
  });
}

export function announceAuthorisation(
  desk: Desk,
  type: 'PAYMENT.AUTHORIZATION.CREATED' | 'PAYMENT.AUTHORIZATION.VOIDED',
  record: AuthorisationRecord,
): void {
  const what = type === 'PAYMENT.AUTHORIZATION.CREATED' ? 'was created' : 'was voided';
  publish(desk, mustFind(desk.books.orders, record.orderId), {
    type,
    id: record.id,
    resourceType: 'authorization',
    summary: `A payment authorization ${what}`,
    resource: viewOfAuthorisation(desk, record, 'representation'),
  });
}

/** What is told of a capture, and in which word. */
const CAPTURE_EVENTS = {
  'PAYMENT.CAPTURE.PENDING': 'pending',
  'PAYMENT.CAPTURE.COMPLETED': 'completed',
  'PAYMENT.CAPTURE.DENIED': 'denied',
} as const;
export type CaptureEvent = keyof typeof CAPTURE_EVENTS;

export function announceCapture(desk: Desk, type: CaptureEvent, record: CaptureRecord): void {
  const money = toWire(record.amountMinor, unitOf(desk.books, record).currency);
  publish(desk, mustFind(desk.books.orders, record.orderId), {
    type,
    id: record.id,
    resourceType: 'capture',
    summary: `Payment ${CAPTURE_EVENTS[type]} for ${inWords(money)}`,
    resource: viewOfCapture(desk, record, 'representation'),
  });
}

/** What is told of a refund, and in which words. */
const REFUND_EVENTS = {
  'PAYMENT.REFUND.PENDING': 'refund is pending',
  'PAYMENT.REFUND.FAILED': 'refund failed',
  'PAYMENT.CAPTURE.REFUNDED': 'capture payment was refunded',
} as const;
type RefundEvent = keyof typeof REFUND_EVENTS;

export function announceRefund(desk: Desk, type: RefundEvent, record: RefundRecord): void {
  const capture = mustFind(desk.books.captures, record.captureId);
  const money = toWire(record.amountMinor, unitOf(desk.books, capture).currency);
  publish(desk, mustFind(desk.books.orders, capture.orderId), {
    type,
    id: record.id,
    resourceType: 'refund',
    summary: `A ${inWords(money)} ${REFUND_EVENTS[type]}`,
    resource: viewOfRefund(desk, record, 'representation'),
  });
}

const inWords = (money: WireMoney): string => `${money.value} ${money.currency_code}`;

interface Announcement {
  readonly type: string;
  /** Of the resource. */
  readonly id: string;
  readonly resourceType: string;
  readonly summary: string;
  readonly resource: object;
}

function publish(desk: Desk, order: OrderRecord, announcement: Announcement): void {
  const id = webhookEventId(desk.gateway.ids);
  const path = `/v1/notifications/webhooks-events/${id}`;
  const nowMs = desk.gateway.clock.now();
  const event = {
    id,
    event_version: '1.0',
    create_time: new Date(nowMs).toISOString(),
    resource_type: announcement.resourceType,
    resource_version: '2.0',
    event_type: announcement.type,
    summary: announcement.summary,
    resource: announcement.resource,
    links: [linkTo(desk, path, 'self'), linkTo(desk, `${path}/resend`, 'resend', 'POST')],
  };
  const message = {
    id,
    type: announcement.type,
    order: merchantReference(order),
    object: order.id,
    body: JSON.stringify(event),
  };
  publishEvent(desk, { message, resource: announcement.id, createdMs: nowMs });
}
