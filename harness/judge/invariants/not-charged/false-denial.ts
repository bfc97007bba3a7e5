import { formatMoney } from '../../../core/money.ts';
import type { Witness } from '../../../core/record.ts';
import { findEntry, netMinor, type Hold } from '../../history/hold.ts';
import type { OrderHistory, Told } from '../../history/order-history.ts';
import { nameOf, paymentOf } from '../../history/owners.ts';

/** The customer was told "not charged" and money was captured for that payment. */
export function findFalseDenial(history: OrderHistory): Witness | null {
  if (!history.told.some(isDenial)) return null;
  if (!history.holds.some((hold) => hold.capturedMinor > 0)) return null;
  for (const [index, told] of history.told.entries()) {
    if (!isDenial(told) || askedAgain(history, index)) continue;
    for (const hold of history.holds) {
      if (hold.capturedMinor === 0 || !concerns(history, told, hold)) continue;
      if (netMinor(hold) > 0 || isRepairedTooLate(history, told))
        return disproof(history, told, hold);
    }
  }
  return null;
}

const isDenial = ({ claim }: Told): boolean => claim.status === 'not-charged';

/** A customer who asks to pay once more may be charged for that. */
function askedAgain(history: OrderHistory, toldIndex: number): boolean {
  const event = history.told[toldIndex]?.event;
  if (event === undefined || event.kind === 'final-reading') return false;
  return history.answers.some((answer) => answer.request === 'pay' && answer.seq > event.seq);
}

/** With several payments in an order, only a link by ids ties a hold to the one that was denied. */
function concerns(history: OrderHistory, { event }: Told, hold: Hold): boolean {
  if (history.payments.length <= 1) return true;
  return event.payment !== null && paymentOf(history, hold) === event.payment;
}

/**
 * Money that was given back before the customer was told "not charged" makes no lie. The service's
 * own trail tells: it decided on "not charged" before it refunded. A customer who only learns it
 * from the final reading has been told the truth by then.
 */
function isRepairedTooLate(history: OrderHistory, { event }: Told): boolean {
  if (event.kind === 'final-reading') return false;
  const isOwn = (payment: string): boolean => event.payment === null || payment === event.payment;
  const decided = history.statuses.findLast(
    (status) => status.status === 'not-charged' && isOwn(status.payment),
  );
  if (decided === undefined) return false;
  return !history.ends.some(
    (end) => end.operation === 'refund' && isOwn(end.payment) && end.seq < decided.seq,
  );
}

function disproof(history: OrderHistory, told: Told, hold: Hold): Witness {
  const captured = formatMoney(hold.capturedMinor, hold.currency);
  const after = netMinor(hold) > 0 ? '' : '; that it was refunded later does not undo it';
  const capture = findEntry(hold, 'capture');
  const refund = findEntry(hold, 'refund');
  return {
    paymentId: told.event.payment ?? nameOf(history),
    story: `The customer of order ${history.order} was told "not charged", but ${captured} was captured on ${hold.object} (${hold.gateway.slice(8)})${after}.`,
    events: [
      told.event,
      ...(capture === undefined ? [] : [capture]),
      ...(refund === undefined ? [] : [refund]),
    ],
  };
}
