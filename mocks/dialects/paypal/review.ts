import { sleepUntil } from '../../kernel/clock.ts';
import { mustFind, type Review, type UnitRecord } from './books.ts';
import type { Desk } from './desk.ts';
import { endReview } from './end-review.ts';

// What PayPal wants to look at first: an authorization, a capture or a refund is PENDING, and a while
// later what the review came to. In PayPal's sandbox that is a setting of the account, or a payer
// who pays by eCheck; here a purchase unit asks for it by its description, which is our own trigger.

/** How long a review takes. */
export const REVIEW_MS = 5000;

const TRIGGERS: ReadonlyMap<string, Review> = new Map<string, Review>([
  ['paydrill:pending', { kind: 'capture', ends: 'COMPLETED' }],
  ['paydrill:pending-denied', { kind: 'capture', ends: 'DECLINED' }],
  ['paydrill:authorization-pending', { kind: 'authorisation', ends: 'CREATED' }],
  ['paydrill:authorization-pending-denied', { kind: 'authorisation', ends: 'DENIED' }],
  ['paydrill:refund-pending', { kind: 'refund', ends: 'COMPLETED' }],
  ['paydrill:refund-pending-failed', { kind: 'refund', ends: 'FAILED' }],
]);

/** The review that what is made of this unit has to pass; null when there is none. */
export function reviewOf({ body }: UnitRecord, kind: Review['kind']): Review | null {
  const review = TRIGGERS.get(body.description ?? '');
  return review?.kind === kind ? review : null;
}

/** What was kept as PENDING waits from now on. */
export function startReview(
  desk: Desk,
  { id }: { readonly id: string },
  review: Review,
  exchange: string,
): void {
  const dueMs = desk.gateway.clock.now() + REVIEW_MS;
  desk.books.reviews.set(id, { ...review, exchange, dueMs });
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
    endReview(desk, id, review);
  }
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
