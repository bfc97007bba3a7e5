import type { Claim, NotChargedReason } from './claim.ts';
import type { PaymentStatus } from './events.ts';
import { isCurrency } from './money.ts';

// The HTTP API that journeys speak with a payment service. A service of your own speaks it too, or
// is put behind an adapter that does.
//
//   POST /payments                      Idempotency-Key; PayRequest -> PaymentView
//   GET  /payments/:paymentId           -> PaymentView
//   GET  /payments?orderId=...          -> PaymentView of that order, 404 when there is none
//   POST /payments/:paymentId/capture   Idempotency-Key; {} -> PaymentView
//   POST /payments/:paymentId/refund    Idempotency-Key; {} -> PaymentView
//
// Status codes: 201 paid or authorised (200 when read or replayed), 202 pending, 402 declined,
// 503 unavailable (nothing charged), 409 the same key is in flight elsewhere, 422 the key was used
// with another body, 400 invalid, 404 unknown. Every answer but 404 and 400 is a PaymentView or has
// `error: { code, message, nextStep }`.

export interface PayRequest {
  readonly orderId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly capture: 'automatic' | 'manual';
  readonly card: {
    readonly number: string;
    readonly expiryMonth: number;
    readonly expiryYear: number;
    readonly cvc: string;
  };
  readonly customer: { readonly name: string; readonly email: string };
  readonly locale: string;
}

export interface PaymentView {
  readonly paymentId: string;
  readonly orderId: string;
  readonly status: PaymentStatus;
  readonly amountMinor: number;
  readonly currency: string;
  readonly provider: string | null;
  readonly providerReference: string | null;
  readonly reason: NotChargedReason | null;
  /** True when this answer came by a degraded path (queued, other method offered). */
  readonly degraded: boolean;
  /** From this answer on; null unless pending or processing. */
  readonly promisedWithinMs: number | null;
  /** For the customer, with a next step. */
  readonly message: string;
  readonly nextStep: string;
  /** Other methods that work, when this one does not. */
  readonly alternatives: readonly string[];
}

/** Reads the claim out of an answer's body; null when the body claims nothing. */
export function claimOf(body: unknown): Claim | null {
  if (typeof body !== 'object' || body === null) return null;
  const view = body as Partial<PaymentView>;
  switch (view.status) {
    case 'paid':
    case 'authorised':
    case 'refunded':
      if (typeof view.amountMinor !== 'number' || typeof view.currency !== 'string') return null;
      if (!isCurrency(view.currency)) return null;
      return {
        status: view.status,
        amountMinor: view.amountMinor,
        currency: view.currency,
        provider: view.provider ?? '',
        providerReference: view.providerReference ?? '',
      };
    case 'pending':
    case 'processing':
      return {
        status: 'pending',
        promisedWithinMs: view.promisedWithinMs ?? 0,
        degraded: view.degraded ?? false,
      };
    case 'not-charged':
      return {
        status: 'not-charged',
        reason: view.reason ?? 'unavailable',
        degraded: view.degraded ?? false,
      };
    case undefined:
      return null;
    default:
      return null;
  }
}
