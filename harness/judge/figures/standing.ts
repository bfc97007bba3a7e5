import { isBorneOut, isMoneyClaim, lastToldOfEach } from '../history/claims.ts';
import type { OrderHistory, Told } from '../history/order-history.ts';

/**
 * How a payment stands with its customer in the end.
 *
 * - `succeeded`: paid as claimed (the ledgers agree), told in time.
 * - `declined`: a definite no of the issuer.
 * - `failed`: told "not charged" for any other reason, a broken promise, or a false claim.
 * - `pending`: last told to wait.
 * - `unknown`: the customer was left without any answer.
 */
export type Standing = 'succeeded' | 'declined' | 'failed' | 'pending' | 'unknown';

export function standingOf(history: OrderHistory): Standing {
  const first = history.told[0];
  // What only the final reading says, nobody has heard.
  if (first === undefined || first.event.kind === 'final-reading') return 'unknown';
  const last = lastToldOfEach(history);
  const good = last.find(({ claim }) => isMoneyClaim(claim));
  if (good !== undefined) return isGood(history, good) ? 'succeeded' : 'failed';
  if (last.some(({ claim }) => claim.status === 'pending')) return 'pending';
  const isDeclined = last.some(
    ({ claim }) => claim.status === 'not-charged' && claim.reason === 'declined',
  );
  return isDeclined ? 'declined' : 'failed';
}

function isGood(history: OrderHistory, { claim }: Told): boolean {
  if (!isMoneyClaim(claim) || !isBorneOut(history, claim)) return false;
  // A customer who asked to capture wants more than a hold.
  if (claim.status === 'authorised' && history.owed?.journey === 'pay-then-capture') return false;
  const pending = history.told.find((told) => told.claim.status === 'pending');
  if (pending === undefined || pending.claim.status !== 'pending') return true;
  return settledT(history) <= pending.event.t + pending.claim.promisedWithinMs;
}

/** When money was first settled: the service's word, or what the customer heard, if earlier. */
function settledT(history: OrderHistory): number {
  const heard = history.told.find(({ claim }) => isMoneyClaim(claim))?.event.t ?? Infinity;
  const decided = history.statuses.find(
    ({ status }) => status === 'paid' || status === 'authorised' || status === 'refunded',
  );
  return Math.min(heard, decided?.t ?? Infinity);
}

/** Whether any answer came by a degraded path (queued, another method offered). */
export const isDegraded = (history: OrderHistory): boolean =>
  history.told.some(({ claim }) => 'degraded' in claim && claim.degraded);
