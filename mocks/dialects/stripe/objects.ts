import type { TestCard } from '../../../harness/core/test-cards.ts';

// What the dialect remembers, in Stripe's words and units: amounts as on the wire, seconds, lower
// case currencies. How it looks on the wire is wire.ts.

export type IntentStatus =
  | 'requires_payment_method'
  | 'requires_confirmation'
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
  status: IntentStatus;
  amountCapturable: number;
  amountReceived: number;
  paymentMethod: string | null;
  latestCharge: string | null;
  lastError: CardErrorBody | null;
  canceledAt: number | null;
  cancellationReason: string | null;
  description: string | null;
  receiptEmail: string | null;
  statementDescriptor: string | null;
  statementDescriptorSuffix: string | null;
  transferGroup: string | null;
  metadata: Metadata;
}

export type Metadata = Readonly<Record<string, string>>;
export type CaptureMethod = 'automatic' | 'automatic_async' | 'manual';
export const CAPTURE_METHODS: readonly CaptureMethod[] = ['automatic', 'automatic_async', 'manual'];

/** One presentation of a card. Its id also names the authorisation in the ledger. */
export interface Charge {
  readonly id: string;
  readonly intent: string;
  readonly created: number;
  readonly amount: number;
  readonly currency: string;
  readonly paymentMethod: PaymentMethod;
  readonly failure: CardDecline | null;
  readonly description: string | null;
  readonly metadata: Metadata;
  /** When an uncaptured hold lapses; null for what is captured at once or failed. */
  readonly captureBefore: number | null;
  isCaptured: boolean;
  amountCaptured: number;
  amountRefunded: number;
}

export interface Refund {
  readonly id: string;
  readonly charge: string;
  readonly intent: string;
  readonly created: number;
  readonly amount: number;
  readonly currency: string;
  readonly reason: string | null;
  metadata: Metadata;
}

export interface PaymentMethod {
  readonly id: string;
  readonly created: number;
  readonly card: TestCard;
  readonly expiryMonth: number;
  readonly expiryYear: number;
  readonly name: string | null;
  readonly email: string | null;
  readonly metadata: Metadata;
}

/** How Stripe words an issuer's no. */
export interface CardDecline {
  readonly code: string;
  readonly declineCode: string;
  readonly adviceCode: 'try_again_later' | 'do_not_try_again' | 'confirm_card_data';
  readonly message: string;
  readonly param?: string;
  /** Radar stopped it before the network was asked. */
  readonly isBlocked?: boolean;
}

/** The error of a declined payment, as answers and `last_payment_error` carry it. */
export interface CardErrorBody {
  readonly decline: CardDecline;
  readonly charge: string;
  readonly paymentMethod: PaymentMethod;
}
