import type { Movement } from '../../../harness/core/events.ts';
import { sleepUntil } from '../../kernel/clock.ts';
import { mustFind, type TradeRecord, type TradeStatus } from './books.ts';
import { DAY_MS } from './deadlines.ts';
import type { Desk } from './desk.ts';
import { tellPaid, type PaymentNames } from './notify.ts';

// What becomes of a trade, by its buyer or by time. Every movement goes to the ledger first, then to
// the books, then out as a notification.

/** "Within twelve months of the payment"; then a paid trade is finished. */
export const REFUND_WINDOW_MS = 365 * DAY_MS;

/** Takes the money: an immediate payment holds and takes in one step. */
export function takePayment(
  desk: Desk,
  trade: TradeRecord,
  buyerId: string,
  exchange: string | null,
  paidMs = desk.gateway.clock.now(),
): TradeRecord {
  const paid: TradeRecord = {
    ...trade,
    status: 'TRADE_SUCCESS',
    buyerId,
    paysAtMs: null,
    paidMs,
  };
  if (trade.authNo === null) move(desk, paid, 'authorise', paid.amountMinor, exchange);
  move(desk, paid, 'capture', paid.amountMinor, exchange);
  keep(desk, paid);
  tellPaid(desk, paid, paymentOf(desk, paid));
  return paid;
}

export function keep(desk: Desk, trade: TradeRecord): TradeRecord {
  desk.books.trades.set(trade.tradeNo, trade);
  return trade;
}

export function close(
  desk: Desk,
  trade: TradeRecord,
  change: Partial<TradeRecord> = {},
): TradeRecord {
  return keep(desk, { ...trade, status: 'TRADE_CLOSED', paysAtMs: null, ...change });
}

/**
 * What was frozen is one payment, and the trades that draw on it are its captures: they carry its
 * number and the order that it was frozen for. Any other trade is a payment of its own.
 */
export function paymentOf(desk: Desk, trade: TradeRecord): PaymentNames {
  if (trade.authNo === null) return { object: trade.tradeNo, order: trade.outTradeNo };
  return { object: trade.authNo, order: mustFind(desk.books.auths, trade.authNo).outOrderNo };
}

/** @param requestNo of a refund */
export function move(
  desk: Desk,
  trade: TradeRecord,
  movement: Movement,
  amountMinor: number,
  exchange: string | null,
  requestNo: string | null = null,
): void {
  const { object, order } = paymentOf(desk, trade);
  const entry = desk.gateway.ledger.record({
    movement,
    order,
    object,
    authorisation: object,
    amountMinor,
    currency: trade.currency,
    exchange,
  });
  if (movement !== 'capture' && movement !== 'refund') return;
  desk.books.settled.set(entry.entry, { entry, tradeNo: trade.tradeNo, requestNo });
}

/** Brings a trade up to the present: a hesitating buyer pays, an unpaid one closes. */
export function upToDate(desk: Desk, trade: TradeRecord): TradeRecord {
  const nowMs = desk.gateway.clock.now();
  const { status, paysAtMs, expiresMs, paidMs, buyerId } = trade;
  if (status === 'WAIT_BUYER_PAY') {
    if (paysAtMs !== null && paysAtMs <= nowMs && paysAtMs < expiresMs && buyerId !== null) {
      return takePayment(desk, trade, buyerId, null, paysAtMs);
    }
    return expiresMs <= nowMs ? close(desk, trade) : trade;
  }
  if (status === 'offered' && expiresMs <= nowMs) {
    return keep(desk, { ...trade, status: 'withdrawn' });
  }
  const isOver = status === 'TRADE_SUCCESS' && paidMs !== null;
  return isOver && paidMs + REFUND_WINDOW_MS <= nowMs
    ? keep(desk, { ...trade, status: 'TRADE_FINISHED' })
    : trade;
}

/** Sees to it that a hesitating buyer pays in time, also when nobody asks. */
export function awaitBuyer(desk: Desk, { tradeNo, paysAtMs }: TradeRecord): void {
  const { clock } = desk.gateway;
  if (paysAtMs === null) return;
  void sleepUntil(clock, paysAtMs).then(() => {
    const trade = desk.books.trades.get(tradeNo);
    if (trade !== undefined) upToDate(desk, trade);
  });
}

const UNKNOWN_TO_ALIPAY: readonly TradeStatus[] = ['offered', 'withdrawn'];

/** False for what was only announced. */
export const exists = ({ status }: TradeRecord): boolean => !UNKNOWN_TO_ALIPAY.includes(status);
