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
    if (!history.exchanges.some(({ key }) => key !== null)) return 'nothing';
    return findTwoMovements(history) ?? findTwoObjects(history) ?? 'kept';
  },
};

/** Two movements of one kind that requests under one key made. */
function findTwoMovements(history: OrderHistory): Witness | null {
  const { ledger } = history;
  for (let index = 0; index < ledger.length; index += 1) {
    const entry = ledger[index];
    if (entry === undefined) continue;
    for (let next = index + 1; next < ledger.length; next += 1) {
      const other = ledger[next];
      if (other?.movement !== entry.movement || other.source !== entry.source) continue;
      const first = makerOf(history, entry);
      const second = makerOf(history, other);
      if (first === undefined || second === undefined || !isSameKey(first, second)) continue;
      return twoMovements(history, [first, entry, second, other]);
    }
  }
  return null;
}

const makerOf = ({ exchanges }: OrderHistory, entry: LedgerEntry): Exchange | undefined =>
  exchanges.find(({ exchange, source }) => exchange === entry.exchange && source === entry.source);

const isSameKey = (left: Exchange, right: Exchange): boolean =>
  left.key !== null &&
  left.key === right.key &&
  left.operation === right.operation &&
  left.source === right.source;

/** Two objects that were made, not replayed, under one key. */
function findTwoObjects(history: OrderHistory): Witness | null {
  const { exchanges } = history;
  for (let index = 0; index < exchanges.length; index += 1) {
    const exchange = exchanges[index];
    if (exchange === undefined || !isEffective(exchange)) continue;
    for (let next = index + 1; next < exchanges.length; next += 1) {
      const other = exchanges[next];
      if (other === undefined || !isEffective(other) || !isSameKey(exchange, other)) continue;
      if (other.object === exchange.object) continue;
      return {
        paymentId: nameOf(history),
        story: `Key ${exchange.key} of order ${history.order} made both ${exchange.object} and ${other.object} at ${exchange.source.slice(8)}.`,
        events: [exchange, other],
      };
    }
  }
  return null;
}

const isEffective = ({ isReplay, status, object }: Exchange): boolean =>
  !isReplay && status !== null && status < 300 && object !== null;

function twoMovements(
  history: OrderHistory,
  [first, entry, second, other]: readonly [Exchange, LedgerEntry, Exchange, LedgerEntry],
): Witness {
  return {
    paymentId: nameOf(history),
    story: `Key ${first.key} of order ${history.order} made two movements "${entry.movement}" at ${first.source.slice(8)}: ${formatMoney(entry.amountMinor, entry.currency)} and ${formatMoney(other.amountMinor, other.currency)}.`,
    events: first === second ? [first, entry, other] : [first, entry, second, other],
  };
}
