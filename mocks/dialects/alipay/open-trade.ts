import type { Asked } from './asked.ts';
import { buyerById } from './buyers.ts';
import type { TradeProduct, TradeRecord } from './books.ts';
import { DEFAULT_PATIENCE_MS, readDeadline } from './deadlines.ts';
import type { Desk } from './desk.ts';
import type { FailureName } from './failures.ts';
import { tradeOfOrder } from './find-trade.ts';
import { codeName, tradeNumber } from './ids.ts';
import { readMoney, type Money, type MoneyWords } from './read-biz.ts';
import { refusal } from './reply.ts';
import { keep } from './trade-state.ts';

// `out_trade_no` is what makes a repetition safe: the same order again is the same trade, another
// amount, title or seller under it is refused.

export const TRADE_MONEY: MoneyWords = {
  syntax: 'ACQ.INVALID_PARAMETER',
  range: 'ACQ.TOTAL_FEE_EXCEED',
  currency: 'ACQ.CURRENCY_NOT_SUPPORT',
};

export interface OrderBody {
  readonly out_trade_no: string;
  readonly total_amount: string;
  readonly subject: string;
  readonly body?: string | undefined;
  readonly seller_id?: string | undefined;
  readonly trans_currency?: string | undefined;
  readonly timeout_express?: string | undefined;
  readonly time_expire?: string | undefined;
  readonly passback_params?: string | undefined;
}

/** An order as it was asked for, checked. */
export interface Order extends Money {
  readonly body: OrderBody;
  readonly asked: Asked;
  readonly product: Exclude<TradeProduct, 'pre-auth'>;
}

export function readOrder(
  desk: Desk,
  asked: Asked,
  body: OrderBody,
  product: Order['product'],
): Order {
  const { sellerId } = desk.merchant;
  if (body.seller_id !== undefined && body.seller_id !== sellerId) {
    throw refusal('ACQ.SELLER_NOT_EXIST');
  }
  return {
    body,
    asked,
    product,
    ...readMoney(body.total_amount, body.trans_currency, TRADE_MONEY),
  };
}

/** The trade that this order has already; throws when it is another order, or paid, or closed. */
export function openTradeOf(desk: Desk, order: Order): TradeRecord | undefined {
  const trade = tradeOfOrder(desk, order.body.out_trade_no);
  if (trade === undefined || trade.status === 'withdrawn') return undefined;
  const isSame =
    trade.amountMinor === order.amountMinor &&
    trade.currency === order.currency &&
    trade.subject === order.body.subject;
  if (!isSame) throw refusal('ACQ.CONTEXT_INCONSISTENT');
  const ended = ENDED[trade.status];
  if (ended !== undefined) throw refusal(ended);
  return trade;
}

const ENDED: Readonly<Partial<Record<TradeRecord['status'], FailureName>>> = {
  TRADE_SUCCESS: 'ACQ.TRADE_HAS_SUCCESS',
  TRADE_FINISHED: 'ACQ.TRADE_HAS_SUCCESS',
  TRADE_CLOSED: 'ACQ.TRADE_HAS_CLOSE',
};

/** A new trade, not kept yet: a declined payment leaves none behind. */
export function draftTrade(
  desk: Desk,
  { body, asked, product, amountMinor, currency }: Order,
  buyerId: string | null,
): TradeRecord {
  const { ids, clock } = desk.gateway;
  const nowMs = clock.now();
  const isAnnounced = product === 'qr-code' || product === 'page' || product === 'wap';
  return {
    tradeNo: tradeNumber(ids, nowMs),
    outTradeNo: body.out_trade_no,
    status: isAnnounced ? 'offered' : 'WAIT_BUYER_PAY',
    product,
    amountMinor,
    currency,
    subject: body.subject,
    body: body.body ?? null,
    passback: body.passback_params ?? null,
    notifyUrl: asked.notifyUrl,
    returnUrl: asked.returnUrl,
    token: isAnnounced ? codeName(ids) : null,
    buyerId,
    authNo: null,
    createdMs: nowMs,
    expiresMs: readDeadline(body, DEFAULT_PATIENCE_MS[product], nowMs),
    paysAtMs: null,
    paidMs: null,
    refundedMinor: 0,
    cancelled: null,
    isCancelAsked: false,
  };
}

/** Keeps a new trade under all its names. */
export function enter(desk: Desk, trade: TradeRecord): TradeRecord {
  desk.books.tradesByOrder.set(trade.outTradeNo, trade.tradeNo);
  if (trade.token !== null) desk.books.tradesByToken.set(trade.token, trade.tradeNo);
  return keep(desk, trade);
}

/** Checks `buyer_id`; null where none is given. */
export function readBuyer(desk: Desk, buyerId: string | undefined): string | null {
  if (buyerId === undefined) return null;
  if (buyerId === desk.merchant.sellerId) throw refusal('ACQ.BUYER_SELLER_EQUAL');
  if (buyerById(buyerId) === null) throw refusal('ACQ.BUYER_NOT_EXIST');
  return buyerId;
}
