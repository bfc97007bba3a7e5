import type { LedgerEntry } from '../../core/events.ts';
import { formatMoney } from '../../core/money.ts';
import type { Witness } from '../../core/record.ts';
import { type Hold } from '../history/hold.ts';
import type { OrderHistory } from '../history/order-history.ts';
import { nameOf } from '../history/owners.ts';
import type { OrderInvariant } from './invariant.ts';

export const moneyAddsUp: OrderInvariant = {
  name: 'money-adds-up',
  scope: 'payment',
  promise:
    'Refunds are at most captures, captures and releases at most the authorised amount, all in one currency; the postings of every ledger entry sum to zero.',
  isMoney: true,
  requires: ['gateways'],
  judge(history) {
    if (history.holds.length === 0) return 'nothing';
    for (const hold of history.holds) {
      const broken = findImbalance(hold);
      if (broken !== null) return disproof(history, hold, broken);
    }
    return 'kept';
  },
};

interface Imbalance {
  readonly text: string;
  readonly events: readonly LedgerEntry[];
}

function findImbalance(hold: Hold): Imbalance | null {
  for (const entry of hold.entries) {
    if (!isBalanced(entry)) {
      return {
        text: `the postings of ${entry.movement} ${entry.entry} don't balance`,
        events: [entry],
      };
    }
    if (entry.currency !== hold.currency) {
      const text = `${entry.movement} ${entry.entry} is in ${entry.currency}, not in ${hold.currency}`;
      return { text, events: [entry] };
    }
  }
  const { authorisedMinor, capturedMinor, refundedMinor, releasedMinor, currency } = hold;
  const write = (amountMinor: number): string => formatMoney(amountMinor, currency);
  if (refundedMinor > capturedMinor) {
    const text = `${write(refundedMinor)} was refunded of ${write(capturedMinor)} captured`;
    return { text, events: last(hold, 'capture', 'refund') };
  }
  if (capturedMinor + releasedMinor > authorisedMinor) {
    const text = `${write(capturedMinor)} was captured and ${write(releasedMinor)} released of ${write(authorisedMinor)} authorised`;
    return { text, events: last(hold, 'authorise', 'capture', 'void', 'expire') };
  }
  return null;
}

/** One side gains what the other loses, and that is the entry's amount. */
function isBalanced(entry: LedgerEntry): boolean {
  let sum = 0;
  let gained = 0;
  for (const { amountMinor } of entry.postings) {
    sum += amountMinor;
    if (amountMinor > 0) gained += amountMinor;
  }
  return sum === 0 && gained === entry.amountMinor && entry.amountMinor > 0;
}

function last(hold: Hold, ...movements: LedgerEntry['movement'][]): readonly LedgerEntry[] {
  return hold.entries.filter((entry) => movements.includes(entry.movement)).slice(-4);
}

function disproof(history: OrderHistory, hold: Hold, { text, events }: Imbalance): Witness {
  // The entry before the one that broke the sum shows what it should have agreed with.
  const [only] = events;
  const context =
    events.length === 1 ? hold.entries.filter((entry) => entry !== only).slice(0, 1) : [];
  return {
    paymentId: nameOf(history),
    story: `On authorisation ${hold.authorisation} of order ${history.order} ${text}.`,
    events: [...context, ...events],
  };
}
