import { publishEvent, type EventCause, type EventType } from './event-log.ts';
import type { Charge, Intent, Json, PaymentMethod, Refund } from './objects.ts';
import { orderOf, type StripeState } from './state.ts';

// Tells the world what happened to an object, as it is now.

export function announceIntent(
  state: StripeState,
  type: EventType,
  intent: Intent,
  cause: EventCause | null,
): void {
  publishEvent(state, {
    type,
    snapshot: { kind: 'payment_intent', record: { ...intent } },
    cause,
    order: orderOf(intent),
    object: intent.id,
  });
}

export function announceCharge(
  state: StripeState,
  type: EventType,
  charge: Charge,
  cause: EventCause | null,
  previous?: Json,
): void {
  publishEvent(state, {
    type,
    snapshot: { kind: 'charge', record: { ...charge } },
    cause,
    order: state.orderOfCharge(charge.id),
    object: charge.intent ?? charge.id,
    ...(previous === undefined ? {} : { previous }),
  });
}

export function announceRefund(
  state: StripeState,
  type: EventType,
  refund: Refund,
  cause: EventCause | null,
): void {
  publishEvent(state, {
    type,
    snapshot: { kind: 'refund', record: { ...refund } },
    cause,
    order: state.orderOfCharge(refund.charge),
    object: refund.intent ?? refund.charge,
  });
}

export function announceMethod(
  state: StripeState,
  type: EventType,
  record: PaymentMethod,
  cause: EventCause | null,
): void {
  publishEvent(state, {
    type,
    snapshot: { kind: 'payment_method', record },
    cause,
    order: null,
    object: record.id,
  });
}
