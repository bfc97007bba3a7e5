import type { Exchange, LedgerEntry } from '../../core/events.ts';
import { formatMoney } from '../../core/money.ts';
import type { Witness } from '../../core/record.ts';
import type { OrderHistory } from '../history/order-history.ts';
import { nameOf } from '../history/owners.ts';
import type { OrderInvariant } from './invariant.ts';

export const oneKeyOneEffect: OrderInvariant = {
  name: 'one-key-one-effect',
  scope: 'payment',
  promise:
    'At one gateway, all requests under one key for one operation have one effect together: one movement of each kind, on one object.',
  isMoney: false,
  requires: ['gateways'],
  judge(history) {
    let found: 'nothing' | 'kept' = 'nothing';
    const { exchanges } = history;
    for (const [index, exchange] of exchanges.entries()) {
      if (exchange.key === null) continue;
      found = 'kept';
      const broken =
        findTwoMovements(history, exchange) ?? findTwoObjects(history, exchange, index);
      if (broken !== null) return broken;
    }
    return found;
  },
};

const isSameKey = (left: Exchange, right: Exchange): boolean =>
  left.key === right.key && left.operation === right.operation && left.source === right.source;

/** Two movements of one kind that requests under the exchange's key made. */
function findTwoMovements(history: OrderHistory, exchange: Exchange): Witness | null {
  for (const entry of history.ledger) {
    if (entry.exchange !== exchange.exchange || entry.source !== exchange.source) continue;
    const other = history.ledger.find(
      (candidate) =>
        candidate !== entry &&
        candidate.movement === entry.movement &&
        isMadeUnder(history, candidate, exchange),
    );
    if (other !== undefined) return twoMovements(history, exchange, entry, other);
  }
  return null;
}

function isMadeUnder(history: OrderHistory, entry: LedgerEntry, exchange: Exchange): boolean {
  if (entry.source !== exchange.source || entry.exchange === null) return false;
  if (entry.exchange === exchange.exchange) return true;
  return history.exchanges.some(
    (other) => other.exchange === entry.exchange && isSameKey(other, exchange),
  );
}

/** Two objects that were made, not replayed, under one key. */
function findTwoObjects(history: OrderHistory, exchange: Exchange, index: number): Witness | null {
  if (!isEffective(exchange)) return null;
  for (let next = index + 1; next < history.exchanges.length; next += 1) {
    const other = history.exchanges[next];
    if (other === undefined || !isEffective(other) || !isSameKey(exchange, other)) continue;
    if (other.object === exchange.object) continue;
    return {
      paymentId: nameOf(history),
      story: `Key ${exchange.key} of order ${history.order} made both ${exchange.object} and ${other.object} at ${exchange.source.slice(8)}.`,
      events: [exchange, other],
    };
  }
  return null;
}

const isEffective = ({ isReplay, status, object }: Exchange): boolean =>
  !isReplay && status !== null && status < 300 && object !== null;

function twoMovements(
  history: OrderHistory,
  exchange: Exchange,
  entry: LedgerEntry,
  other: LedgerEntry,
): Witness {
  const second = history.exchanges.find(
    (candidate) => candidate.exchange === other.exchange && candidate !== exchange,
  );
  return {
    paymentId: nameOf(history),
    story: `Key ${exchange.key} of order ${history.order} made two movements "${entry.movement}" at ${exchange.source.slice(8)}: ${formatMoney(entry.amountMinor, entry.currency)} and ${formatMoney(other.amountMinor, other.currency)}.`,
    events: [exchange, entry, ...(second === undefined ? [] : [second]), other],
  };
}
