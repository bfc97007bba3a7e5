import type { PaymentView } from '../../harness/core/target-api.ts';
import { messageOf } from '../degrade/messages.ts';
import { isFinalStatus, type Payment } from '../payments/payment.ts';

export function viewOf(payment: Payment, now: number): PaymentView {
  const promisedWithinMs = isFinalStatus(payment.status)
    ? null
    : Math.max(0, payment.promisedUntil - now);
  return {
    paymentId: payment.id,
    orderId: payment.order,
    status: payment.status,
    amountMinor: payment.amountMinor,
    currency: payment.currency,
    provider: payment.provider,
    providerReference: payment.providerReference,
    reason: payment.reason,
    degraded: payment.isDegraded,
    promisedWithinMs,
    ...messageOf(payment, promisedWithinMs),
    alternatives: payment.alternatives,
  };
}

/** The status of an answer to a request that wanted something done. */
export function statusCodeOf(payment: Payment, isNew: boolean): number {
  switch (payment.status) {
    case 'processing':
    case 'pending':
      return 202;
    case 'not-charged':
      if (payment.reason === 'cancelled') return 200;
      return payment.reason === 'unavailable' ? 503 : 402;
    case 'paid':
    case 'authorised':
    case 'refunded':
      return isNew ? 201 : 200;
    default:
      return payment.status satisfies never;
  }
}
