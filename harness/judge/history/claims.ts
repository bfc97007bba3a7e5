import type { Claim } from '../../core/claim.ts';
import { netMinor, type Hold } from './hold.ts';
import type { OrderHistory, Told } from './order-history.ts';

/** A claim that names money: paid, authorised or refunded. */
export type MoneyClaim = Extract<Claim, { readonly status: 'paid' | 'authorised' | 'refunded' }>;

export const isMoneyClaim = (claim: Claim): claim is MoneyClaim =>
  claim.status === 'paid' || claim.status === 'authorised' || claim.status === 'refunded';

/**
 * The holds that a claim speaks of. A target that names no reference speaks of all of its order;
 * one that names the authorisation instead of the object is understood too.
 */
export function claimedHolds(history: OrderHistory, claim: MoneyClaim): readonly Hold[] {
  return history.holds.filter((hold) => speaksOf(claim, hold));
}

const speaksOf = ({ providerReference: reference }: MoneyClaim, hold: Hold): boolean =>
  reference === '' || hold.object === reference || hold.authorisation === reference;

/** What was captured on the claimed authorisation in the claimed currency, before refunds. */
export function capturedFor(history: OrderHistory, claim: MoneyClaim): number {
  let captured = 0;
  for (const hold of history.holds) {
    if (hold.currency === claim.currency && speaksOf(claim, hold)) captured += hold.capturedMinor;
  }
  return captured;
}

/** Whether the ledgers bear out what was said about money in the end. */
export function isBorneOut(history: OrderHistory, claim: MoneyClaim): boolean {
  if (claim.status === 'paid') return capturedFor(history, claim) === claim.amountMinor;
  const holds = claimedHolds(history, claim);
  if (claim.status === 'refunded') {
    return holds.length > 0 && holds.every((hold) => netMinor(hold) === 0);
  }
  return holds.some(
    (hold) => hold.authorisedMinor === claim.amountMinor && hold.currency === claim.currency,
  );
}

/** The last thing the customer was told about the order; the final reading counts as later. */
export const lastTold = (history: OrderHistory): Told | null => history.told.at(-1) ?? null;

/**
 * The last claim about each payment of the order. An order that was submitted under two keys may
 * have two payments with a claim each, and a claim about one doesn't take back the other's.
 */
export function lastToldOfEach(history: OrderHistory): readonly Told[] {
  if (history.payments.length <= 1) {
    const last = lastTold(history);
    return last === null ? [] : [last];
  }
  const last = new Map<string | null, Told>();
  for (const told of history.told) last.set(told.event.payment, told);
  return [...last.values()];
}
