import { formatMoney } from '../../core/money.ts';
import type { Witness } from '../../core/record.ts';
import { findEntry, netMinor, type Hold } from '../history/hold.ts';
import type { OrderHistory } from '../history/order-history.ts';
import { nameOf } from '../history/owners.ts';
import type { OrderInvariant } from './invariant.ts';

export const noDoubleCharge: OrderInvariant = {
  name: 'no-double-charge',
  scope: 'order',
  promise:
    'At the end, over all providers, captured minus refunded is at most the amount owed, from one authorisation.',
  isMoney: true,
  requires: ['gateways'],
  judge(history) {
    let first: Hold | undefined;
    for (const hold of history.holds) {
      if (netMinor(hold) <= 0) continue;
      if (first !== undefined) return twice(history);
      first = hold;
    }
    if (first === undefined) return history.holds.length === 0 ? 'nothing' : 'kept';
    const owedMinor = owedIn(history, first);
    return netMinor(first) > owedMinor ? tooMuch(history, first, owedMinor) : 'kept';
  },
};

/** What may be taken in the currency of a hold; the first authorisation tells it without an order. */
function owedIn(history: OrderHistory, hold: Hold): number {
  if (history.owed === null) return hold.authorisedMinor;
  return history.owed.currency === hold.currency ? history.owed.amountMinor : 0;
}

function twice(history: OrderHistory): Witness {
  const charged = history.holds.filter((hold) => netMinor(hold) > 0);
  const parts = charged.map(
    (hold) =>
      `${formatMoney(netMinor(hold), hold.currency)} on ${hold.object} (${hold.gateway.slice(8)})`,
  );
  const events = charged.slice(0, 4).flatMap((hold) => findEntry(hold, 'capture') ?? []);
  return {
    paymentId: nameOf(history),
    story: `Order ${history.order} was charged from ${charged.length} authorisations: ${parts.join(' and ')}${owedText(history)}.`,
    events,
  };
}

function tooMuch(history: OrderHistory, hold: Hold, owedMinor: number): Witness {
  const captures = hold.entries.filter((entry) => entry.movement === 'capture').slice(0, 3);
  const hasOne = captures.length === 1 ? hold.entries.slice(0, 1) : [];
  return {
    paymentId: nameOf(history),
    story: `Order ${history.order} owed ${formatMoney(owedMinor, hold.currency)} and was charged ${formatMoney(netMinor(hold), hold.currency)} on ${hold.object}.`,
    events: [...new Set([...hasOne, ...captures])],
  };
}

const owedText = ({ owed }: OrderHistory): string =>
  owed === null ? '' : `; it owed ${formatMoney(owed.amountMinor, owed.currency)} once`;
