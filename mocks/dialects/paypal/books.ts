import type { GatewayContext } from '../../kernel/dialect.ts';
import type { WebhookMessage } from '../../kernel/webhook-rules.ts';
import type { ProcessorResponse } from './declines.ts';
import type { PayPalCurrency } from './money.ts';
import type { PurchaseUnitBody } from './requests.ts';
import type { Authentication } from './three-d-secure.ts';

// What this gateway remembers. Records are replaced, never changed in place.

export type Intent = 'CAPTURE' | 'AUTHORIZE';

export type OrderStatus = 'CREATED' | 'APPROVED' | 'PAYER_ACTION_REQUIRED' | 'COMPLETED';

export interface CardSource {
  readonly kind: 'card';
  readonly number: string;
  readonly name: string | null;
  readonly expiry: string;
  /** What 3-D Secure will come to; null when the card is taken without it. */
  readonly expected: Authentication | null;
  /** What it came to; null before the payer was there. */
  readonly authentication: Authentication | null;
}

/** `wallet`: a buyer with a PayPal account, who approves on PayPal's own page. */
export type PaymentSource = CardSource | { readonly kind: 'wallet' };

export interface UnitRecord {
  readonly referenceId: string;
  readonly amountMinor: number;
  readonly currency: PayPalCurrency;
  /** As it came: given back in representations. */
  readonly body: PurchaseUnitBody;
}

/** Where a payer goes from PayPal's pages. */
export interface ReturnUrls {
  readonly returnUrl: string | null;
  readonly cancelUrl: string | null;
}

export interface OrderRecord {
  readonly id: string;
  readonly intent: Intent;
  readonly status: OrderStatus;
  readonly units: readonly UnitRecord[];
  readonly source: PaymentSource | null;
  readonly payer: object | null;
  readonly returnUrls: ReturnUrls;
  readonly createdMs: number;
  readonly updatedMs: number;
}

export interface AuthorisationRecord {
  readonly id: string;
  readonly orderId: string;
  readonly unitIndex: number;
  readonly status: 'PENDING' | 'CREATED' | 'PARTIALLY_CAPTURED' | 'CAPTURED' | 'VOIDED' | 'DENIED';
  readonly amountMinor: number;
  readonly capturedMinor: number;
  /** No further capture: a final one was made, or all was taken. */
  readonly isClosed: boolean;
  readonly hasExpired: boolean;
  /** The authorization that this one renews. */
  readonly renews: string | null;
  /** The authorization that took its place. */
  readonly renewedBy: string | null;
  readonly processor: ProcessorResponse | null;
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly expiresMs: number;
}

export interface CaptureRecord {
  readonly id: string;
  readonly orderId: string;
  readonly unitIndex: number;
  /** What the ledger knows; only an `AUTHORIZE` order's is an object of the API. */
  readonly authorisationId: string;
  readonly status: 'PENDING' | 'COMPLETED' | 'DECLINED' | 'PARTIALLY_REFUNDED' | 'REFUNDED';
  readonly amountMinor: number;
  readonly refundedMinor: number;
  readonly isFinal: boolean;
  readonly invoiceId: string | null;
  readonly noteToPayer: string | null;
  readonly processor: ProcessorResponse | null;
  readonly createdMs: number;
  readonly updatedMs: number;
}

/** What PayPal looks at first, and what it will come to. */
export type Review =
  | { readonly kind: 'authorisation'; readonly ends: 'CREATED' | 'DENIED' }
  | { readonly kind: 'capture'; readonly ends: 'COMPLETED' | 'DECLINED' }
  | { readonly kind: 'refund'; readonly ends: 'COMPLETED' | 'FAILED' };

/** Of an authorization, capture or refund that is PENDING. */
export type ReviewRecord = Review & {
  readonly dueMs: number;
  /** The request that authorized, captured or refunded. */
  readonly exchange: string;
};

export interface RefundRecord {
  readonly id: string;
  readonly captureId: string;
  readonly status: 'PENDING' | 'COMPLETED' | 'FAILED';
  readonly amountMinor: number;
  /** Refunded of the capture so far, this refund included. */
  readonly totalRefundedMinor: number;
  readonly invoiceId: string | null;
  readonly customId: string | null;
  readonly noteToPayer: string | null;
  readonly createdMs: number;
  readonly updatedMs: number;
}

/** A listener that an application registered. */
export interface WebhookRecord {
  readonly id: string;
  readonly url: string;
  /** `*` for all. */
  readonly eventTypes: readonly string[];
}

export interface EventRecord {
  readonly message: WebhookMessage;
  /** Id of the order, authorization, capture or refund that it tells of. */
  readonly resource: string;
  readonly createdMs: number;
}

/** What an idempotent request made, so that its repetition shows the latest status. */
export type MadeResource =
  | { readonly kind: 'order'; readonly id: string; readonly view: 'created' | 'paid' }
  | { readonly kind: 'authorisation'; readonly id: string }
  | { readonly kind: 'void'; readonly id: string }
  | { readonly kind: 'capture'; readonly id: string }
  | { readonly kind: 'refund'; readonly id: string };

export interface Books {
  readonly orders: Map<string, OrderRecord>;
  readonly authorisations: Map<string, AuthorisationRecord>;
  readonly captures: Map<string, CaptureRecord>;
  readonly refunds: Map<string, RefundRecord>;
  /** By the authorization, capture or refund that waits. */
  readonly reviews: Map<string, ReviewRecord>;
  /** Ids of what belongs to an order, in order of making. */
  readonly authorisationsOfOrder: Map<string, readonly string[]>;
  readonly capturesOfOrder: Map<string, readonly string[]>;
  readonly refundsOfCapture: Map<string, readonly string[]>;
  /** The capture or refund that an entry of the ledger stands for. */
  readonly transactionOfEntry: Map<string, string>;
  /** The order that paid an invoice. */
  readonly invoices: Map<string, string>;
  readonly webhooks: Map<string, WebhookRecord>;
  readonly webhookIdOfUrl: Map<string, string>;
  /** In order of publishing. */
  readonly events: Map<string, EventRecord>;
  /** By exchange. */
  readonly made: Map<string, MadeResource>;
}

export function openBooks(gateway: Pick<GatewayContext, 'createStore'>): Books {
  return {
    orders: gateway.createStore('orders'),
    authorisations: gateway.createStore('authorisations'),
    captures: gateway.createStore('captures'),
    refunds: gateway.createStore('refunds'),
    reviews: gateway.createStore('reviews'),
    authorisationsOfOrder: gateway.createStore('authorisations-of-order'),
    capturesOfOrder: gateway.createStore('captures-of-order'),
    refundsOfCapture: gateway.createStore('refunds-of-capture'),
    transactionOfEntry: gateway.createStore('transaction-of-entry'),
    invoices: gateway.createStore('invoices'),
    webhooks: gateway.createStore('webhooks'),
    webhookIdOfUrl: gateway.createStore('webhook-id-of-url'),
    events: gateway.createStore('webhook-events'),
    made: gateway.createStore('made'),
  };
}

export function append(index: Map<string, readonly string[]>, key: string, id: string): void {
  index.set(key, [...(index.get(key) ?? []), id]);
}

/** Looks up what must exist because another record names it. */
export function mustFind<Value>(store: ReadonlyMap<string, Value>, id: string): Value {
  const value = store.get(id);
  if (value === undefined) throw new Error(`the books name ${id} but don't hold it`);
  return value;
}

/** The merchant's reference: `reference_id` of the first unit, `custom_id` where it has none. */
export function merchantReference(order: OrderRecord): string | null {
  const [unit] = order.units;
  return unit?.body.reference_id ?? unit?.body.custom_id ?? null;
}

export function unitOf(
  books: Books,
  record: { readonly orderId: string; readonly unitIndex: number },
): UnitRecord {
  const unit = mustFind(books.orders, record.orderId).units[record.unitIndex];
  if (unit === undefined) throw new Error(`order ${record.orderId} has no such purchase unit`);
  return unit;
}
