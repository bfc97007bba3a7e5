import { announceCapture, type CaptureEvent } from './announce.ts';
import {
  append,
  unitOf,
  type AuthorisationRecord,
  type CaptureRecord,
  type OrderRecord,
  type Review,
} from './books.ts';
import type { ProcessorResponse } from './declines.ts';
import type { Desk } from './desk.ts';
import { dropHold } from './holds.ts';
import { resourceId } from './ids.ts';
import { move, type UnitPlace } from './movement.ts';
import { reviewOf, startReview } from './review.ts';

interface CaptureOptions {
  readonly amountMinor: number;
  readonly isFinal: boolean;
  readonly invoiceId: string | null;
  readonly noteToPayer: string | null;
  readonly exchange: string;
}

/** Takes held funds. What a final capture leaves goes back to the cardholder. */
export function captureHold(
  desk: Desk,
  hold: AuthorisationRecord,
  options: CaptureOptions,
): CaptureRecord {
  const review = reviewOf(unitOf(desk.books, hold), 'capture');
  const entry =
    review === null
      ? move(desk, hold, 'capture', hold.id, options.amountMinor, options.exchange).entry
      : null;
  const capturedMinor = hold.capturedMinor + options.amountMinor;
  desk.books.authorisations.set(hold.id, {
    ...hold,
    status: capturedMinor < hold.amountMinor ? 'PARTIALLY_CAPTURED' : 'CAPTURED',
    capturedMinor,
    isClosed: options.isFinal || capturedMinor === hold.amountMinor,
    updatedMs: desk.gateway.clock.now(),
  });
  const record: CaptureRecord = {
    ...newCapture(desk, hold, hold.id, options.amountMinor, hold.processor),
    isFinal: options.isFinal,
    invoiceId: options.invoiceId,
    noteToPayer: options.noteToPayer,
  };
  const kept = keepTaken(desk, record, entry, review, options.exchange);
  // What is left, but for what waits.
  if (options.isFinal) dropHold(desk, hold, 'void', options.exchange);
  return kept;
}

/** @param entry the capture in the ledger; null when it waits for a review */
function keepTaken(
  desk: Desk,
  record: CaptureRecord,
  entry: string | null,
  review: Review | null,
  exchange: string,
): CaptureRecord {
  if (entry !== null) desk.books.transactionOfEntry.set(entry, record.id);
  if (review === null) return keepCapture(desk, record);
  const pending = keepCapture(desk, { ...record, status: 'PENDING' });
  startReview(desk, pending, review, exchange);
  return pending;
}

interface SaleOptions {
  readonly processor: ProcessorResponse | null;
  readonly exchange: string;
}

/**
 * Authorises and captures a unit of a `CAPTURE` order in one step. The ledger needs an
 * authorisation to draw on; it is no object of PayPal's API.
 */
export function takeFunds(
  desk: Desk,
  order: OrderRecord,
  unitIndex: number,
  { processor, exchange }: SaleOptions,
): void {
  const place = { orderId: order.id, unitIndex };
  const unit = unitOf(desk.books, place);
  const { amountMinor } = unit;
  const review = reviewOf(unit, 'capture');
  const authorisation = resourceId(desk.gateway.ids);
  move(desk, place, 'authorise', authorisation, amountMinor, exchange);
  const entry =
    review === null
      ? move(desk, place, 'capture', authorisation, amountMinor, exchange).entry
      : null;
  const record = newCapture(desk, place, authorisation, amountMinor, processor);
  keepTaken(desk, record, entry, review, exchange);
}

export function declineSale(
  desk: Desk,
  order: OrderRecord,
  unitIndex: number,
  { processor }: SaleOptions,
): void {
  const place = { orderId: order.id, unitIndex };
  const { amountMinor } = unitOf(desk.books, place);
  const none = resourceId(desk.gateway.ids);
  keepCapture(desk, {
    ...newCapture(desk, place, none, amountMinor, processor),
    status: 'DECLINED',
  });
}

function newCapture(
  desk: Desk,
  { orderId, unitIndex }: UnitPlace,
  authorisationId: string,
  amountMinor: number,
  processor: ProcessorResponse | null,
): CaptureRecord {
  const nowMs = desk.gateway.clock.now();
  return {
    id: resourceId(desk.gateway.ids),
    orderId,
    unitIndex,
    authorisationId,
    status: 'COMPLETED',
    amountMinor,
    refundedMinor: 0,
    isFinal: true,
    invoiceId: null,
    noteToPayer: null,
    processor,
    createdMs: nowMs,
    updatedMs: nowMs,
  };
}

function keepCapture(desk: Desk, record: CaptureRecord): CaptureRecord {
  desk.books.captures.set(record.id, record);
  append(desk.books.capturesOfOrder, record.orderId, record.id);
  announceCapture(desk, EVENTS[record.status] ?? 'PAYMENT.CAPTURE.COMPLETED', record);
  return record;
}

const EVENTS: Readonly<Partial<Record<CaptureRecord['status'], CaptureEvent>>> = {
  PENDING: 'PAYMENT.CAPTURE.PENDING',
  DECLINED: 'PAYMENT.CAPTURE.DENIED',
};
