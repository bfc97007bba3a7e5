import type { GatewayContext } from '../../kernel/dialect.ts';
import type { CaptureMode } from './accounts.ts';
import type { Brand } from './cards.ts';
import type { RefusalCode } from './refusals.ts';
import type { DeclineKind } from '../../../harness/core/outcome.ts';

// What this gateway remembers: plain data, linked by references. Records are replaced, never changed
// in place. What of a payment is held, captured and refunded only the ledger knows.

/** What the issuer says once it is asked. */
export type Verdict =
  | { readonly kind: 'approve' }
  /** The answer comes later, by webhook. */
  | { readonly kind: 'pending' }
  | { readonly kind: 'refuse'; readonly code: RefusalCode; readonly decline: DeclineKind };

/** Never the number. */
export interface CardFacts {
  readonly brand: Brand;
  readonly lastFour: string;
  /** `03/2030` */
  readonly expiry: string;
  readonly instrument: string;
}

export type PaymentState =
  /** 3-D Secure is under way; nothing is held. */
  | 'awaiting-shopper'
  /** The issuer has not answered yet. */
  | 'received'
  | 'authorised'
  | 'refused'
  /** Only the authentication was wanted. */
  | 'authenticated';

export interface StepUp {
  readonly kind: 'native' | 'redirect';
  /** What the shopper's side must do next. */
  readonly stage: 'fingerprint' | 'challenge' | 'redirect';
  readonly isAuthenticationOnly: boolean;
}

export interface PaymentRecord {
  readonly pspReference: string;
  readonly reference: string;
  readonly merchantAccount: string;
  /** Authorised in all, adjustments included; ISO minor units. */
  readonly amountMinor: number;
  readonly currency: string;
  readonly card: CardFacts;
  readonly capture: CaptureMode;
  readonly capturesInParts: boolean;
  readonly returnUrl: string;
  readonly state: PaymentState;
  /** Why nothing more can be captured. */
  readonly ended: null | 'cancelled' | 'expired';
  readonly verdict: Verdict;
  readonly stepUp: StepUp | null;
  readonly authCode: string;
  /** Captures that the merchant was told of and that the scheme will not carry out. */
  readonly doomedCaptureMinor: number;
  /** The same for refunds. */
  readonly doomedRefundMinor: number;
  readonly createdMs: number;
  /** When the hold ends by itself, epoch milliseconds. */
  readonly expiresMs: number;
}

export type ModificationKind =
  'capture' | 'refund' | 'cancel' | 'technical-cancel' | 'reversal' | 'amount-update';

export interface ModificationRecord {
  readonly pspReference: string;
  readonly kind: ModificationKind;
  /** Null when no payment has the reference that a technical cancel names. */
  readonly payment: string | null;
  readonly merchantAccount: string;
  readonly reference: string | null;
  /** ISO minor units; null where the kind takes no amount. */
  readonly amountMinor: number | null;
  readonly currency: string | null;
  /** The capture that a refund is limited to. */
  readonly capturePspReference: string | null;
}

/** One capture of a payment, that a refund may name. */
export interface CaptureRecord {
  readonly payment: string;
  readonly amountMinor: number;
  readonly refundedMinor: number;
}

/** What the shopper's side holds of a payment: a token in an action, or the result of a redirect. */
export interface Handle {
  readonly payment: string;
  /** How the redirect ended; null for a token. */
  readonly transStatus: string | null;
}

export interface SessionRecord {
  readonly id: string;
  readonly sessionData: string;
  /** What the shopper's side gives the shop to read the outcome with. */
  readonly sessionResult: string;
  /** The request's body, checked when it came. */
  readonly body: string;
  readonly reference: string;
  readonly status: 'active' | 'completed' | 'refused' | 'paymentPending';
  readonly payments: readonly string[];
  readonly refusals: number;
  readonly expiresMs: number;
}

export interface Books {
  readonly payments: Map<string, PaymentRecord>;
  /** By `merchant account|reference`: the payments in order of making. */
  readonly paymentsOfReference: Map<string, readonly string[]>;
  readonly modifications: Map<string, ModificationRecord>;
  readonly captures: Map<string, CaptureRecord>;
  readonly handles: Map<string, Handle>;
  readonly sessions: Map<string, SessionRecord>;
  /** By ledger entry: the modification that moved the money. */
  readonly modificationOfEntry: Map<string, string>;
}

export function openBooks(gateway: Pick<GatewayContext, 'createStore'>): Books {
  return {
    payments: gateway.createStore('payments'),
    paymentsOfReference: gateway.createStore('payments-of-reference'),
    modifications: gateway.createStore('modifications'),
    captures: gateway.createStore('captures'),
    handles: gateway.createStore('handles'),
    sessions: gateway.createStore('sessions'),
    modificationOfEntry: gateway.createStore('modification-of-entry'),
  };
}

/** Looks up what must exist because another record names it. */
export function mustFind<Value>(store: ReadonlyMap<string, Value>, id: string): Value {
  const value = store.get(id);
  if (value === undefined) throw new Error(`the books name ${id} but don't hold it`);
  return value;
}

const referenceKey = (merchantAccount: string, reference: string): string =>
  `${merchantAccount}|${reference}`;

export function keepPayment(books: Books, payment: PaymentRecord): PaymentRecord {
  if (!books.payments.has(payment.pspReference)) {
    const key = referenceKey(payment.merchantAccount, payment.reference);
    const known = books.paymentsOfReference.get(key) ?? [];
    books.paymentsOfReference.set(key, [...known, payment.pspReference]);
  }
  books.payments.set(payment.pspReference, payment);
  return payment;
}

/**
 * The payment that a cancel by reference means. References need not be unique: the newest that
 * still holds money, else the newest.
 */
export function findByReference(
  books: Books,
  merchantAccount: string,
  reference: string,
): PaymentRecord | undefined {
  const found = (books.paymentsOfReference.get(referenceKey(merchantAccount, reference)) ?? []).map(
    (psp) => mustFind(books.payments, psp),
  );
  const open = found.filter(({ state, ended }) => state === 'authorised' && ended === null);
  return open.at(-1) ?? found.at(-1);
}
