import type { RunEvent } from '../../core/events.ts';
import { formatMoney } from '../../core/money.ts';
import type { Witness } from '../../core/record.ts';
import { capturedFor, claimedHolds, isBorneOut, type MoneyClaim } from '../history/claims.ts';
import type { OrderHistory, Told } from '../history/order-history.ts';
import { nameOf } from '../history/owners.ts';
import type { OrderInvariant } from './invariant.ts';

export const paidMeansPaid: OrderInvariant = {
  name: 'paid-means-paid',
  scope: 'payment',
  promise:
    'Told "paid": the captured total on the claimed authorisation equals the claimed amount and currency, before refunds. Told "authorised": a live hold, or its legal capture, void or expiry.',
  isMoney: true,
  requires: ['gateways'],
  judge(history) {
    let found: 'nothing' | 'kept' = 'nothing';
    for (const told of history.told) {
      const { claim } = told;
      if (claim.status !== 'paid' && claim.status !== 'authorised') continue;
      if (!isBorneOut(history, claim)) return disproof(history, told, claim);
      found = 'kept';
    }
    return found;
  },
};

function disproof(history: OrderHistory, told: Told, claim: MoneyClaim): Witness {
  const holds = claimedHolds(history, claim);
  const claimed = formatMoney(claim.amountMinor, claim.currency);
  const where = claim.providerReference === '' ? 'any provider' : claim.providerReference;
  const entries = holds.flatMap((hold) => hold.entries);
  const [hold] = holds;
  const found =
    hold === undefined
      ? 'nothing was authorised'
      : claim.status === 'paid'
        ? `${formatMoney(capturedFor(history, claim), claim.currency)} was captured`
        : `${formatMoney(hold.authorisedMinor, hold.currency)} was authorised`;
  return {
    paymentId: nameOf(history),
    story: `The customer of order ${history.order} was told "${claim.status}" for ${claimed}, but at ${where} ${found}.`,
    events: [told.event, ...(entries.length > 0 ? entries.slice(0, 3) : nearest(history))],
  };
}

/** Where money is missing, what did happen is the best there is to show. */
function nearest({ exchanges, started }: OrderHistory): readonly RunEvent[] {
  if (exchanges.length > 0) return exchanges.slice(-1);
  return started === null ? [] : [started];
}
