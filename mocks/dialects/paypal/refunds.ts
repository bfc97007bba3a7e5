import { announceRefund } from './announce.ts';
import { append, mustFind, unitOf, type CaptureRecord, type RefundRecord } from './books.ts';
import { completeRefund } from './complete-refund.ts';
import type { Desk } from './desk.ts';
import { resourceId } from './ids.ts';
import { reviewOf, startReview } from './review.ts';

/** Refunded of a capture, or asked for and not yet done. */
export function refundedMinorOf({ books }: Desk, capture: CaptureRecord): number {
  if (books.reviews.size === 0) return capture.refundedMinor;
  return (books.refundsOfCapture.get(capture.id) ?? [])
    .map((id) => mustFind(books.refunds, id))
    .filter(({ status }) => status === 'PENDING')
    .reduce((sum, { amountMinor }) => sum + amountMinor, capture.refundedMinor);
}

/** Gives money of a capture back, now or when PayPal has looked at it. */
export function refundCapture(
  desk: Desk,
  capture: CaptureRecord,
  options: Pick<RefundRecord, 'amountMinor' | 'invoiceId' | 'customId' | 'noteToPayer'>,
  exchange: string,
): RefundRecord {
  const nowMs = desk.gateway.clock.now();
  const refund: RefundRecord = {
    ...options,
    id: resourceId(desk.gateway.ids),
    captureId: capture.id,
    status: 'PENDING',
    totalRefundedMinor: refundedMinorOf(desk, capture) + options.amountMinor,
    createdMs: nowMs,
    updatedMs: nowMs,
  };
  append(desk.books.refundsOfCapture, capture.id, refund.id);
  const review = reviewOf(unitOf(desk.books, capture), 'refund');
  if (review === null) return completeRefund(desk, refund, exchange);
  desk.books.refunds.set(refund.id, refund);
  startReview(desk, refund, review, exchange);
  announceRefund(desk, 'PAYMENT.REFUND.PENDING', refund);
  return refund;
}
