import type { StripeCard } from './cards.ts';

// What the dialect remembers, in Stripe's words and units: amounts as on the wire, seconds, lower
// case currencies. Plain data; one record names another by its id. How it looks on the wire is
// wire-*.ts.

export type Json = Record<string, unknown>;
export type Metadata = Readonly<Record<string, string>>;

export type IntentStatus =
  | 'requires_payment_method'
  | 'requires_confirmation'
  | 'requires_action'
  | 'requires_capture'
  | 'canceled'
  | 'succeeded';

export interface Intent {
  readonly id: string;
  readonly clientSecret: string;
  readonly created: number;
  amount: number;
  currency: string;
  captureMethod: CaptureMethod;
  readonly confirmationMethod: 'automatic' | 'manual';
  readonly hasAutomaticMethods: boolean;
  readonly allowsRedirects: boolean;
  status: IntentStatus;
  amountCapturable: number;
  amountReceived: number;
  customer: string | null;
  paymentMethod: string | null;
  latestCharge: string | null;
  /** `last_payment_error` as on the wire. */
  lastError: Json | null;
  action: CustomerAction | null;
  /** The customer authenticated, and the merchant has to confirm once more. */
  isAuthenticated: boolean;
  setupFutureUsage: 'off_session' | 'on_session' | null;
  cardOptions: CardOptions;
  shipping: Json | null;
  canceledAt: number | null;
  cancellationReason: string | null;
  description: string | null;
  receiptEmail: string | null;
  statementDescriptor: string | null;
  statementDescriptorSuffix: string | null;
  transferGroup: string | null;
  metadata: Metadata;
}

export type CaptureMethod = 'automatic' | 'automatic_async' | 'manual';
export const CAPTURE_METHODS: readonly CaptureMethod[] = ['automatic', 'automatic_async', 'manual'];

/** What the customer has to do before the payment goes on. */
export interface CustomerAction {
  /** Where the issuer's page is. */
  readonly url: string;
  readonly returnUrl: string | null;
}

/** `payment_method_options[card]`, as far as it changes anything here. */
export interface CardOptions {
  readonly requestThreeDSecure: 'any' | 'automatic' | 'challenge';
  readonly requestMulticapture: boolean;
  readonly requestIncremental: boolean;
}

/** One presentation of a card. Its id also names the authorisation in the ledger. */
export interface Charge {
  readonly id: string;
  /** Null for one that was made without a PaymentIntent. */
  readonly intent: string | null;
  readonly created: number;
  /** What the issuer granted; grows when the authorisation is incremented. */
  amount: number;
  readonly currency: string;
  readonly customer: string | null;
  readonly paymentMethod: PaymentMethod;
  readonly failure: CardDecline | null;
  readonly isThreeDSecure: boolean;
  description: string | null;
  receiptEmail: string | null;
  transferGroup: string | null;
  metadata: Metadata;
  /** When an uncaptured hold lapses; null for what is captured at once or failed. */
  readonly captureBefore: number | null;
  readonly allowsMulticapture: boolean;
  readonly allowsIncrement: boolean;
  isCaptured: boolean;
  /** Still held. */
  amountCapturable: number;
  amountCaptured: number;
  amountRefunded: number;
  captures: number;
  increments: number;
  /** Of the newest capture; null while it is on its way. */
  balanceTransaction: string | null;
}

export interface Refund {
  readonly id: string;
  readonly charge: string;
  readonly intent: string | null;
  readonly created: number;
  readonly amount: number;
  readonly currency: string;
  readonly reason: string | null;
  status: 'pending' | 'requires_action' | 'succeeded' | 'canceled';
  readonly balanceTransaction: string | null;
  metadata: Metadata;
}

export interface PaymentMethod {
  readonly id: string;
  readonly created: number;
  readonly card: StripeCard;
  readonly expiryMonth: number;
  readonly expiryYear: number;
  readonly billing: Json;
  readonly customer: string | null;
  readonly allowRedisplay: 'always' | 'limited' | 'unspecified';
  /** Detached, or used without a customer: Stripe takes it no second time. */
  readonly isSpent: boolean;
  /** The customer agreed to later payments, so an issuer asks for no authentication then. */
  readonly isSetUp: boolean;
  readonly metadata: Metadata;
}

export interface Customer {
  readonly id: string;
  readonly created: number;
  readonly isDeleted: boolean;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly description: string | null;
  readonly address: Json | null;
  readonly shipping: Json | null;
  readonly defaultPaymentMethod: string | null;
  readonly preferredLocales: readonly string[];
  readonly taxExempt: 'exempt' | 'none' | 'reverse';
  readonly metadata: Metadata;
}

export interface SetupIntent {
  readonly id: string;
  readonly clientSecret: string;
  readonly created: number;
  readonly usage: 'off_session' | 'on_session';
  readonly hasAutomaticMethods: boolean;
  status: Exclude<IntentStatus, 'requires_capture'>;
  customer: string | null;
  paymentMethod: string | null;
  latestAttempt: string | null;
  lastError: Json | null;
  action: CustomerAction | null;
  cancellationReason: string | null;
  description: string | null;
  metadata: Metadata;
}

/** A change of the merchant's balance at Stripe, in wire units. */
export interface BalanceTransaction {
  readonly id: string;
  /** The ledger entry that it comes from. */
  readonly entry: string;
  readonly type: 'charge' | 'refund';
  readonly created: number;
  readonly availableOn: number;
  readonly currency: string;
  /** Negative for a refund. */
  readonly amount: number;
  readonly fee: number;
  readonly source: string;
  readonly charge: string;
  readonly intent: string | null;
  readonly order: string | null;
  readonly description: string | null;
}

export interface WebhookEndpoint {
  readonly id: string;
  readonly created: number;
  readonly secret: string;
  readonly url: string;
  readonly enabledEvents: readonly string[];
  readonly apiVersion: string | null;
  readonly description: string | null;
  readonly isEnabled: boolean;
  readonly isDeleted: boolean;
  readonly metadata: Metadata;
}

/** How Stripe words an issuer's no. */
export interface CardDecline {
  readonly code: string;
  readonly declineCode: string;
  readonly adviceCode: 'try_again_later' | 'do_not_try_again' | 'confirm_card_data' | null;
  /** What the network said (ISO 8583, field 39); null where it was never asked. */
  readonly networkDeclineCode: string | null;
  readonly networkAdviceCode: string | null;
  readonly message: string;
  readonly param?: string;
  /** Radar stopped it before the network was asked. */
  readonly isBlocked?: boolean;
}
