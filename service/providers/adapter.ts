import type { DeclineKind, OutcomeClass, ProviderName } from '../../harness/core/outcome.ts';
import type { Send } from './http-send.ts';

// The contract between the payment service and what speaks a provider's wire format. An adapter
// translates one call each way and nothing more: it never retries, waits or chooses; keys, times,
// breakers and money decisions are the service's.

/**
 * What the money is now, as far as this answer proves it.
 *
 * - `none`: this answer says nothing was made or moved by this call.
 * - `created`: the object exists and nobody's money is held; a confirm may still come.
 * - `declined`: the last confirm was declined, nothing is held; `decline` and `code` say why.
 * - `authorised`: held, not taken.
 * - `captured`: taken, less than all of it given back.
 * - `voided`: cancelled or voided: the object can't take money any more.
 * - `refunded`: all that was taken was given back.
 * - `not-found`: the provider says that it never saw it. Not a no: it may still arrive.
 * - `unknown`: anything may be the case.
 */
export type ProviderState =
  | { readonly kind: 'none' }
  | { readonly kind: 'created' }
  | { readonly kind: 'declined' }
  | { readonly kind: 'authorised'; readonly authorisedMinor: number }
  | { readonly kind: 'captured'; readonly capturedMinor: number; readonly refundedMinor: number }
  | { readonly kind: 'voided' }
  | { readonly kind: 'refunded'; readonly capturedMinor: number; readonly refundedMinor: number }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'unknown' };

/** What one call came to. Calls resolve to this; only a bug of the adapter rejects. */
export interface ProviderAnswer {
  /**
   * Of the operation that was asked. `approved` for a retrieve means that it was answered; then
   * `state` tells what was found. An answer that no table lists is `unknown`, never `approved`.
   */
  readonly outcome: OutcomeClass;
  /** Set with outcome `declined`, and by a retrieve that finds state `declined`. */
  readonly decline: DeclineKind | null;
  /** The provider's code, or a technical one (`timeout`, `ECONNRESET`, `malformed`, `http-500`). */
  readonly code: string;
  /** Provider's id of the payment object (PaymentIntent, PayPal order). */
  readonly object: string | null;
  /** Provider's id of the authorisation that captures and voids draw on, when there is one. */
  readonly authorisation: string | null;
  /** Provider's id of the capture, where a refund draws on it. */
  readonly capture: string | null;
  readonly state: ProviderState;
  /** What the provider asked us to wait before the next try, if it did. */
  readonly retryAfterMs: number | null;
}

export interface ReadContext {
  /**
   * Ends the call. Aborted before the request left: resolve `not-processed`, code `aborted`.
   * Aborted afterwards: resolve `unknown`, code `timeout`, at once.
   */
  readonly signal: AbortSignal;
  /** For information, the signal enforces it: how long this call may take; null is for ever. */
  readonly timeoutMs: number | null;
}

export interface CallContext extends ReadContext {
  /** Sent as the provider's idempotency key; committed to the store before the call. */
  readonly idempotencyKey: string;
}

export interface CardDetails {
  readonly number: string;
  readonly expiryMonth: number;
  readonly expiryYear: number;
  readonly cvc: string;
}

interface AboutPayment {
  /** The merchant's reference: the order id. Every gateway must see it. */
  readonly order: string;
  readonly amountMinor: number;
  readonly currency: string;
}

/** `automatic` takes the money when confirmed, `manual` only holds it. */
export type CaptureMode = 'automatic' | 'manual';

/** Moves no money and carries no card, so that an unknown can be looked up by id. */
export interface CreateRequest extends AboutPayment {
  readonly captureMode: CaptureMode;
  readonly customer: { readonly name: string; readonly email: string };
}

/** The step that may move money. */
export interface ConfirmRequest extends AboutPayment {
  readonly object: string;
  readonly captureMode: CaptureMode;
  readonly card: CardDetails;
  readonly customer: { readonly name: string; readonly email: string };
}

export interface CaptureRequest extends AboutPayment {
  readonly object: string;
  readonly authorisation: string | null;
}

/**
 * Gives up the object: cancels it when it was not confirmed yet (where the provider can), voids
 * its hold otherwise. Approved means acknowledged, state `voided`. An object that can't be voided
 * (captured, or a PayPal order without an authorisation) is `refused`, with the state if known.
 */
export interface VoidRequest {
  readonly order: string;
  readonly object: string;
  readonly authorisation: string | null;
}

export interface RefundRequest extends AboutPayment {
  readonly object: string;
  readonly authorisation: string | null;
  /** From the answer that captured; null when only a retrieve or replay found the capture. */
  readonly capture: string | null;
}

export interface RetrieveRequest {
  readonly order: string;
  readonly object: string;
}

export interface AdapterCapabilities {
  /**
   * How an attempt whose outcome is unknown can be shut for good.
   *
   * - `cancel`: the object is cancelled at any time before money is taken; a confirm that arrives
   *   late is then refused (Stripe: cancel the PaymentIntent).
   * - `void-only`: a hold that exists can be voided; an object that was not confirmed yet can't be
   *   cancelled, so a late confirm can't be shut out (PayPal).
   * - `none`: neither.
   */
  readonly fence: 'cancel' | 'void-only' | 'none';
  /** Can hold without taking (captureMode `manual`). */
  readonly canAuthoriseOnly: boolean;
}

export interface ProviderEvent {
  /** The provider's event id; deliveries of the same event repeat it. */
  readonly id: string;
  readonly type: string;
  /** The payment object (PaymentIntent, PayPal order) where the event tells it. */
  readonly object: string | null;
  /** The merchant's reference where the event carries it. */
  readonly order: string | null;
}

/** A webhook is only ever a reason to look: its content moves nothing by itself. */
export type WebhookVerdict =
  | { readonly kind: 'event'; readonly event: ProviderEvent }
  | {
      readonly kind: 'refused';
      /** `unverified`: it could not be checked now (no certificate at hand); it will come again. */
      readonly reason: 'unsigned' | 'wrong-signature' | 'stale' | 'malformed' | 'unverified';
    };

export type WebhookHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface ProviderAdapter {
  readonly name: ProviderName;
  readonly capabilities: AdapterCapabilities;
  /** Null when it can take this amount of this currency, else why not (kebab-case, for audits). */
  supports(currency: string, amountMinor: number): string | null;
  create(request: CreateRequest, context: CallContext): Promise<ProviderAnswer>;
  confirm(request: ConfirmRequest, context: CallContext): Promise<ProviderAnswer>;
  /** Takes what a `manual` confirm holds. */
  capture(request: CaptureRequest, context: CallContext): Promise<ProviderAnswer>;
  void(request: VoidRequest, context: CallContext): Promise<ProviderAnswer>;
  /** Gives `amountMinor` back. */
  refund(request: RefundRequest, context: CallContext): Promise<ProviderAnswer>;
  retrieve(request: RetrieveRequest, context: ReadContext): Promise<ProviderAnswer>;
  /** Checks the signature over the raw bytes; header names in lower case. */
  verifyWebhook(headers: WebhookHeaders, rawBody: Uint8Array): Promise<WebhookVerdict>;
}

export interface AdapterDependencies {
  /** Which adapters to build; their variables must then be in the environment. */
  readonly gateways: readonly ProviderName[];
  readonly send: Send;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * What `service/providers/index.ts` exports as `createAdapters`.
 *
 * @param environment STRIPE_* and PAYPAL_* variables; a missing one throws a PaydrillError.
 */
export type CreateAdapters = (
  environment: Readonly<Record<string, string | undefined>>,
  dependencies: AdapterDependencies,
) => ReadonlyMap<ProviderName, ProviderAdapter>;
