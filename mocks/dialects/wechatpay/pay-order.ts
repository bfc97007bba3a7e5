import type { Movement } from '../../../harness/core/events.ts';
import {
  merchantOrderOf,
  mustFind,
  type Decline,
  type OrderRecord,
  type Payment,
} from './books.ts';
import { keep, type Desk } from './desk.ts';
import { transactionId } from './ids.ts';
import { notifyPaid } from './notify.ts';

// A payer pays. Money is taken at once: to the ledger that is an authorisation and its capture.

/** Moves money of a paid order; the ledger refuses what its payment does not cover. */
export function move(
  desk: Desk,
  order: OrderRecord,
  payment: Payment,
  movement: Movement,
  amountFen: number,
  exchange: string | null,
): string {
  const entry = desk.gateway.ledger.record({
    movement,
    order: merchantOrderOf(order.outTradeNo),
    object: order.outTradeNo,
    authorisation: payment.transactionId,
    amountMinor: amountFen,
    currency: order.currency,
    exchange,
  });
  desk.books.entries.set(entry.entry, entry);
  return entry.entry;
}

/** @param order one that can be paid now */
export function payOrder(
  desk: Desk,
  order: OrderRecord,
  openid: string,
  exchange: string | null,
): OrderRecord {
  const { gateway, books } = desk;
  const paidMs = gateway.clock.now();
  const payment: Payment = {
    transactionId: transactionId(gateway.random, paidMs),
    bankType: 'OTHERS',
    paidMs,
  };
  move(desk, order, payment, 'authorise', order.totalFen, exchange);
  move(desk, order, payment, 'capture', order.totalFen, exchange);
  books.orderOfTransaction.set(payment.transactionId, order.outTradeNo);
  const paid = keep(desk, { ...order, state: 'SUCCESS', openid, payment, decline: null });
  notifyPaid(desk, paid);
  return paid;
}

/** Of a payment by code the order fails with it; all others may be tried again. */
export function declineOrder(desk: Desk, order: OrderRecord, decline: Decline): OrderRecord {
  const state = order.tradeType === 'MICROPAY' ? 'PAYERROR' : order.state;
  return keep(desk, { ...order, state, decline });
}

/** Gives back what was paid, all of it. */
export function giveBack(desk: Desk, outTradeNo: string, exchange: string): void {
  const order = mustFind(desk.books.orders, outTradeNo);
  const { payment } = order;
  if (payment !== null) move(desk, order, payment, 'refund', order.totalFen, exchange);
}
