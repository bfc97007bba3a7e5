import { assertNever } from '../../../harness/core/assert-never.ts';
import type { Call } from '../../kernel/dialect.ts';
import { API_VERSION } from './api-version.ts';
import { idempotencyKeyOf } from './idempotency.ts';
import type {
  Charge,
  Customer,
  Intent,
  Json,
  PaymentMethod,
  Refund,
  SetupIntent,
  WebhookEndpoint,
} from './objects.ts';
import type { StripeState } from './state.ts';
import { wireIntent, wireSetupIntent } from './wire-intents.ts';
import { wireCustomer, wirePaymentMethod } from './wire-methods.ts';
import { wireCharge, wireRefund } from './wire-money.ts';

export type EventType =
  | `charge.${'captured' | 'expired' | 'failed' | 'refunded' | 'succeeded' | 'updated'}`
  | `customer.${'created' | 'deleted' | 'updated'}`
  | `payment_intent.${
      | 'amount_capturable_updated'
      | 'canceled'
      | 'created'
      | 'payment_failed'
      | 'requires_action'
      | 'succeeded'}`
  | `payment_method.${'attached' | 'detached' | 'updated'}`
  | `refund.${'created' | 'updated'}`
  | `setup_intent.${'canceled' | 'created' | 'requires_action' | 'setup_failed' | 'succeeded'}`;

/** An object as it was when its event happened. */
export type Snapshot =
  | { readonly kind: 'charge'; readonly record: Charge }
  | { readonly kind: 'customer'; readonly record: Customer }
  | { readonly kind: 'payment_intent'; readonly record: Intent }
  | { readonly kind: 'payment_method'; readonly record: PaymentMethod }
  | { readonly kind: 'refund'; readonly record: Refund }
  | { readonly kind: 'setup_intent'; readonly record: SetupIntent };

/** What made an event happen; null when time did. */
export interface EventCause {
  readonly exchange: string;
  readonly key: string | null;
}

export interface EventRecord {
  readonly id: string;
  readonly type: EventType;
  readonly created: number;
  readonly snapshot: Snapshot;
  readonly previous: Json | null;
  readonly cause: EventCause | null;
  readonly pendingWebhooks: number;
}

export interface NewEvent {
  readonly type: EventType;
  readonly snapshot: Snapshot;
  readonly cause: EventCause | null;
  /** What the payment is about, for the journal of deliveries. */
  readonly order: string | null;
  readonly object: string;
  /** Former values of what was updated. */
  readonly previous?: Json;
}

/**
 * Records are changed in place later on, so what an event saw of one is a copy. It is rendered when
 * somebody reads it: most events of a loaded gateway nobody ever does.
 */
export function publishEvent(state: StripeState, event: NewEvent): void {
  const { type, cause, order, object, previous = null } = event;
  const endpoints = listeners(state, type);
  const record: EventRecord = {
    id: state.gateway.ids.next('evt_', 24),
    type,
    created: state.now(),
    snapshot: event.snapshot,
    previous,
    cause,
    pendingWebhooks: endpoints.length,
  };
  state.events.set(record.id, record);
  if (state.events.size > KEPT_EVENTS + FORGOTTEN_AT_ONCE) forgetOldest(state);
  const message = { id: record.id, type, order, object };
  for (const { id, url, apiVersion } of endpoints) {
    const body = JSON.stringify(wireEvent(record, apiVersion ?? API_VERSION));
    state.gateway.publish({ ...message, url, recipient: id, body });
  }
  if (!state.gateway.hasEndpoint()) return;
  state.gateway.publish({
    ...message,
    get body() {
      return JSON.stringify(wireEvent(record, API_VERSION));
    },
  });
}

/** Stripe keeps events for 30 days; under load that would be all the memory there is. */
const KEPT_EVENTS = 100_000;
/** Requests wait for it. */
const FORGOTTEN_AT_ONCE = 250;

function forgetOldest({ events }: StripeState): void {
  let left = FORGOTTEN_AT_ONCE;
  for (const id of events.keys()) {
    if (left === 0) return;
    events.delete(id);
    left -= 1;
  }
}

const NOBODY: readonly WebhookEndpoint[] = [];

function listeners(state: StripeState, type: EventType): readonly WebhookEndpoint[] {
  if (state.webhookEndpoints.size === 0) return NOBODY;
  return [...state.webhookEndpoints.values()].filter(
    ({ isDeleted, isEnabled, enabledEvents }) =>
      !isDeleted && isEnabled && (enabledEvents.includes('*') || enabledEvents.includes(type)),
  );
}

export function wireEvent(event: EventRecord, apiVersion = API_VERSION): Json {
  const { id, type, created, snapshot, previous, cause } = event;
  const data = { object: wireSnapshot(snapshot) };
  return {
    id,
    object: 'event',
    api_version: apiVersion,
    created,
    data: previous === null ? data : { ...data, previous_attributes: previous },
    livemode: false,
    pending_webhooks: event.pendingWebhooks,
    request: { id: cause?.exchange ?? null, idempotency_key: cause?.key ?? null },
    type,
  };
}

function wireSnapshot(snapshot: Snapshot): Json {
  switch (snapshot.kind) {
    case 'charge':
      return wireCharge(snapshot.record);
    case 'customer':
      return wireCustomer(snapshot.record);
    case 'payment_intent':
      return wireIntent(snapshot.record);
    case 'payment_method':
      return wirePaymentMethod(snapshot.record);
    case 'refund':
      return wireRefund(snapshot.record);
    case 'setup_intent':
      return wireSetupIntent(snapshot.record);
    default:
      return assertNever(snapshot);
  }
}

export const causeOf = (call: Call): EventCause => ({
  exchange: call.exchange,
  key: idempotencyKeyOf(call.request),
});
