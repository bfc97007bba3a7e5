import type { ClaimStatus } from '../../harness/core/claim.ts';
import { ask, hasTimeLeft, type Told, type Visit } from './visit.ts';

// How customers find out what became of a payment: they reload, first often, then less often, until
// they are told something final, the promised time has passed, or they have had enough.

const FIRST_POLL_MS = 250;
const SLOWEST_POLL_MS = 1_000;
const POLL_GROWTH = 1.5;

export interface FollowOptions {
  readonly tab: number;
  /** Claims that end the following. */
  readonly isFinal: (status: ClaimStatus) => boolean;
}

/** Polls from what was last told until it is final; gives what was told last. */
export async function follow(visit: Visit, told: Told, options: FollowOptions): Promise<Told> {
  const { customer } = visit;
  const until = customer.now() + followForMs(visit, told);
  let last = told;
  let pauseMs = FIRST_POLL_MS;
  while (!isSettled(last, options) && customer.now() < until && hasTimeLeft(visit)) {
    // The last look is at the end of the promise, not up to a whole pause before it.
    await customer.sleep(Math.max(Math.min(pauseMs, until - customer.now()), 1));
    pauseMs = Math.min(pauseMs * POLL_GROWTH, SLOWEST_POLL_MS);
    const seen = await poll(visit, last.payment, options.tab);
    // A poll that failed leaves the customer with what was known before.
    last = seen.claim === null ? { ...last, status: seen.status, failure: seen.failure } : seen;
    if (seen.status === 404 && last.claim === null) break;
  }
  return last;
}

export function poll(visit: Visit, payment: string | null, tab: number): Promise<Told> {
  const path =
    payment === null
      ? `/payments?orderId=${encodeURIComponent(visit.order.orderId)}`
      : `/payments/${encodeURIComponent(payment)}`;
  return ask(visit, { request: 'poll', method: 'GET', path, key: null, body: null, tab });
}

function isSettled(told: Told, options: FollowOptions): boolean {
  return told.claim !== null && options.isFinal(told.claim.status);
}

function followForMs(visit: Visit, told: Told): number {
  if (told.claim?.status !== 'pending') return visit.limits.lookupForMs;
  return Math.min(told.claim.promisedWithinMs, visit.limits.pollForMs);
}
