import { announceRefund } from './announce.ts';
import { mustFind, type RefundRecord } from './books.ts';
import type { Desk } from './desk.ts';
import { move } from './movement.ts';

/** The money goes back, and what was captured has less left to refund. */
export function completeRefund(desk: Desk, refund: RefundRecord, exchange: string): RefundRecord {
  const { amountMinor } = refund;
  const capture = mustFind(desk.books.captures, refund.captureId);
  const { entry } = move(desk, capture, 'refund', capture.authorisationId, amountMinor, exchange);
  const updatedMs = desk.gateway.clock.now();
  const refundedMinor = capture.refundedMinor + amountMinor;
  desk.books.captures.set(capture.id, {
    ...capture,
    status: refundedMinor < capture.amountMinor ? 'PARTIALLY_REFUNDED' : 'REFUNDED',
    refundedMinor,
    updatedMs,
  });
  const completed: RefundRecord = {
    ...refund,
    status: 'COMPLETED',
    totalRefundedMinor: refundedMinor,
    updatedMs,
  };
  desk.books.refunds.set(refund.id, completed);
  desk.books.transactionOfEntry.set(entry, refund.id);
  announceRefund(desk, 'PAYMENT.CAPTURE.REFUNDED', completed);
  return completed;
}
