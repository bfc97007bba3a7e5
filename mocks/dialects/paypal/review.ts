import { sleepUntil } from '../../kernel/clock.ts';
import { announceCapture } from './announce.ts';
import { mustFind, type CaptureRecord, type ReviewRecord, type UnitRecord } from './books.ts';
import type { Desk } from './desk.ts';
import { move } from './movement.ts';

// Captures that PayPal wants to look at first: PENDING with the reason PENDING_REVIEW, then COMPLETED
// or DECLINED. Meanwhile the money is held and not taken. In PayPal's sandbox that is a setting of the
// account; here a purchase unit asks for it by its description, which is our own trigger.

/** How long a review takes. */
export const REVIEW_MS = 5000;

const TRIGGERS: ReadonlyMap<string, ReviewRecord['ends']> = new Map([
  ['paydrill:pending', 'COMPLETED'],
  ['paydrill:pending-denied', 'DECLINED'],
]);

/** What a review of captures of this unit will come to; null when there is none. */
export const reviewOf = ({ body }: UnitRecord): ReviewRecord['ends'] | null =>
  TRIGGERS.get(body.description ?? '') ?? null;

/** A capture that was kept as PENDING waits from now on. */
export function startReview(
  desk: Desk,
  { id }: CaptureRecord,
  ends: ReviewRecord['ends'],
  exchange: string,
): void {
  const dueMs = desk.gateway.clock.now() + REVIEW_MS;
  desk.books.reviews.set(id, { ends, exchange, dueMs });
  wakeAt(desk, dueMs);
}

/** Timers are no state: reviews that were loaded need theirs. */
export function resumeReviews(desk: Desk): void {
  const { clock, closed } = desk.gateway;
  const resume = (): void => {
    for (const { dueMs } of desk.books.reviews.values()) wakeAt(desk, dueMs);
  };
  clock.sleep(0, closed).then(resume, () => undefined);
}

function wakeAt(desk: Desk, dueMs: number): void {
  const { clock, closed } = desk.gateway;
  sleepUntil(clock, dueMs, closed).then(
    () => {
      endReviews(desk);
    },
    () => undefined,
  );
}

/** Ends what is due, in order of its time. */
export function endReviews(desk: Desk): void {
  const { reviews } = desk.books;
  if (reviews.size === 0) return;
  const nowMs = desk.gateway.clock.now();
  const due = [...reviews].filter(([, { dueMs }]) => dueMs <= nowMs);
  for (const [id, review] of due) {
    reviews.delete(id);
    endReview(desk, mustFind(desk.books.captures, id), review);
  }
}

function endReview(desk: Desk, capture: CaptureRecord, { ends, exchange }: ReviewRecord): void {
  const { authorisationId, amountMinor } = capture;
  const isGood = ends === 'COMPLETED';
  const movement = isGood ? 'capture' : 'void';
  const { entry } = move(desk, capture, movement, authorisationId, amountMinor, exchange);
  if (isGood) desk.books.transactionOfEntry.set(entry, capture.id);
  const ended = { ...capture, status: ends, updatedMs: desk.gateway.clock.now() };
  desk.books.captures.set(capture.id, ended);
  announceCapture(desk, isGood ? 'PAYMENT.CAPTURE.COMPLETED' : 'PAYMENT.CAPTURE.DENIED', ended);
}

/** What an authorization holds for captures that wait: nobody may let go of that. */
export function pendingMinorOf(
  { books }: Desk,
  { id, orderId }: { readonly id: string; readonly orderId: string },
): number {
  if (books.reviews.size === 0) return 0;
  return (books.capturesOfOrder.get(orderId) ?? [])
    .map((capture) => mustFind(books.captures, capture))
    .filter(({ authorisationId, status }) => authorisationId === id && status === 'PENDING')
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}
