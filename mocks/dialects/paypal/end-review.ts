import { assertNever } from '../../../harness/core/assert-never.ts';
import { announceAuthorisation, announceCapture, announceRefund } from './announce.ts';
import {
  mustFind,
  type AuthorisationRecord,
  type CaptureRecord,
  type RefundRecord,
  type ReviewRecord,
} from './books.ts';
import { completeRefund } from './complete-refund.ts';
import type { Desk } from './desk.ts';
import { move } from './movement.ts';

// What a review comes to. A held payment was held all the while; a capture or a refund moves its
// money now or never.

/** @param id of the authorization, capture or refund that was looked at */
export function endReview(desk: Desk, id: string, review: ReviewRecord): void {
  const { books } = desk;
  const { exchange } = review;
  switch (review.kind) {
    case 'authorisation':
      return endOfHold(desk, mustFind(books.authorisations, id), review.ends, exchange);
    case 'capture':
      return endOfCapture(desk, mustFind(books.captures, id), review.ends, exchange);
    case 'refund':
      return endOfRefund(desk, mustFind(books.refunds, id), review.ends, exchange);
    default:
      return assertNever(review);
  }
}

function endOfHold(
  desk: Desk,
  hold: AuthorisationRecord,
  ends: 'CREATED' | 'DENIED',
  exchange: string,
): void {
  // Its merchant may have let it go, or its time, before the review was over.
  if (hold.status !== 'PENDING') return;
  const isGood = ends === 'CREATED';
  if (!isGood) move(desk, hold, 'void', hold.id, hold.amountMinor, exchange);
  const updatedMs = desk.gateway.clock.now();
  const ended: AuthorisationRecord = { ...hold, status: ends, isClosed: !isGood, updatedMs };
  desk.books.authorisations.set(hold.id, ended);
  // No event is documented for a denial; that the hold is no longer there is what VOIDED tells.
  const type = isGood ? 'PAYMENT.AUTHORIZATION.CREATED' : 'PAYMENT.AUTHORIZATION.VOIDED';
  announceAuthorisation(desk, type, ended);
}

function endOfCapture(
  desk: Desk,
  capture: CaptureRecord,
  ends: 'COMPLETED' | 'DECLINED',
  exchange: string,
): void {
  const { authorisationId, amountMinor } = capture;
  const isGood = ends === 'COMPLETED';
  const movement = isGood ? 'capture' : 'void';
  const { entry } = move(desk, capture, movement, authorisationId, amountMinor, exchange);
  if (isGood) desk.books.transactionOfEntry.set(entry, capture.id);
  const ended = { ...capture, status: ends, updatedMs: desk.gateway.clock.now() };
  desk.books.captures.set(capture.id, ended);
  announceCapture(desk, isGood ? 'PAYMENT.CAPTURE.COMPLETED' : 'PAYMENT.CAPTURE.DENIED', ended);
}

function endOfRefund(
  desk: Desk,
  refund: RefundRecord,
  ends: 'COMPLETED' | 'FAILED',
  exchange: string,
): void {
  if (ends === 'COMPLETED') {
    completeRefund(desk, refund, exchange);
    return;
  }
  // What it asked for can be refunded again.
  const ended: RefundRecord = { ...refund, status: ends, updatedMs: desk.gateway.clock.now() };
  desk.books.refunds.set(refund.id, ended);
  announceRefund(desk, 'PAYMENT.REFUND.FAILED', ended);
}
