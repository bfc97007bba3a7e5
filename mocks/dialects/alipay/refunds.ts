import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import type { Asked } from './asked.ts';
import { refundKey, type RefundRecord, type TradeRecord } from './books.ts';
import type { Desk } from './desk.ts';
import type { FailureName } from './failures.ts';
import { findTrade } from './find-trade.ts';
import { toWire } from './money.ts';
import { readBiz, readMoney, refundBiz, refundQueryBiz, type MoneyWords } from './read-biz.ts';
import { done, failure, refusal, type ReplyFields } from './reply.ts';
import { keep, move } from './trade-state.ts';
import { buyerFields, namesOf } from './trade-view.ts';
import { wireTime } from './wire-time.ts';

// `out_request_no` is the natural key of a refund: the same again is the same refund and moves
// nothing, another amount under it is refused. Without one it is the whole trade, and the trade's
// own number stands for it. https://opendocs.alipay.com/open/02ekfs

const REFUND_MONEY: MoneyWords = {
  syntax: 'ACQ.REASON_TRADE_REFUND_FEE_ERR',
  range: 'ACQ.REASON_TRADE_REFUND_FEE_ERR',
  currency: 'ACQ.CURRENCY_NOT_SUPPORT',
};

/** A refund with one of these as its `refund_reason` is refused with it; this gateway's own. */
export const REFUND_TRIGGERS = [
  'ACQ.SELLER_BALANCE_NOT_ENOUGH',
  'ACQ.REASON_TRADE_BEEN_FREEZEN',
  'ACQ.TRADE_NOT_ALLOW_REFUND',
  'ACQ.SYSTEM_ERROR',
] as const satisfies readonly FailureName[];

/** alipay.trade.refund */
export function refundTrade(desk: Desk, call: Call, asked: Asked): Answer {
  const body = readBiz(refundBiz, asked, 'ACQ.INVALID_PARAMETER');
  const trade = findTrade(desk, call, body);
  const { amountMinor } = readMoney(body.refund_amount, trade.currency, REFUND_MONEY);
  const requestNo = body.out_request_no ?? trade.outTradeNo;
  const known = desk.books.refunds.get(refundKey(trade.tradeNo, requestNo));
  const options = body.query_options ?? [];
  if (known !== undefined) {
    if (known.amountMinor !== amountMinor) throw refusal('ACQ.DISCORDANT_REPEAT_REQUEST');
    return done(refundFields(trade, known, 'N', options));
  }
  refuseIllegal(trade, amountMinor, body.out_request_no === undefined);
  const trigger = REFUND_TRIGGERS.find((name) => name === body.refund_reason);
  if (trigger !== undefined) return failure(trigger);
  const refund: RefundRecord = {
    tradeNo: trade.tradeNo,
    requestNo,
    amountMinor,
    reason: body.refund_reason ?? null,
    madeMs: desk.gateway.clock.now(),
  };
  desk.books.refunds.set(refundKey(trade.tradeNo, requestNo), refund);
  giveBack(desk, trade, { amountMinor, exchange: call.exchange, requestNo });
  const refundedMinor = trade.refundedMinor + amountMinor;
  const isWhole = refundedMinor === trade.amountMinor;
  const refunded = keep(desk, {
    ...trade,
    refundedMinor,
    status: isWhole ? 'TRADE_CLOSED' : trade.status,
  });
  return done(refundFields(refunded, refund, 'Y', options));
}

/** Moves the money alone; the caller keeps the trade. */
export function giveBack(
  desk: Desk,
  trade: TradeRecord,
  refund: {
    readonly amountMinor: number;
    readonly exchange: string;
    readonly requestNo: string | null;
  },
): void {
  move(desk, trade, 'refund', refund.amountMinor, refund.exchange, refund.requestNo);
}

function refuseIllegal(trade: TradeRecord, amountMinor: number, isWhole: boolean): void {
  switch (trade.status) {
    case 'TRADE_FINISHED':
      throw refusal('ACQ.TRADE_HAS_FINISHED');
    case 'TRADE_CLOSED':
      throw refusal('ACQ.TRADE_HAS_CLOSE');
    case 'TRADE_SUCCESS':
      break;
    default:
      throw refusal('ACQ.TRADE_STATUS_ERROR');
  }
  const restMinor = trade.amountMinor - trade.refundedMinor;
  const isTooMuch = amountMinor > restMinor;
  if (isTooMuch || (isWhole && amountMinor !== trade.amountMinor)) {
    throw refusal('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL');
  }
}

/** `refund_fee` is what the trade has given back so far, not what this request did. */
function refundFields(
  trade: TradeRecord,
  refund: RefundRecord,
  fundChange: 'Y' | 'N',
  options: readonly string[],
): ReplyFields {
  const amount = toWire(refund.amountMinor, trade.currency);
  return {
    ...namesOf(trade),
    ...buyerFields(trade),
    fund_change: fundChange,
    refund_fee: toWire(trade.refundedMinor, trade.currency),
    gmt_refund_pay: wireTime(refund.madeMs),
    ...(options.includes('refund_detail_item_list')
      ? {
          send_back_fee: amount,
          refund_detail_item_list: [{ fund_channel: 'ALIPAYACCOUNT', amount }],
        }
      : {}),
  };
}

/** alipay.trade.fastpay.refund.query: a refund that is not known answers nothing but `Success`. */
export function queryRefund(desk: Desk, call: Call, asked: Asked): Answer {
  const body = readBiz(refundQueryBiz, asked, 'ACQ.INVALID_PARAMETER');
  const trade = findTrade(desk, call, body);
  const refund = desk.books.refunds.get(refundKey(trade.tradeNo, body.out_request_no));
  if (refund === undefined) return done({});
  const options = body.query_options ?? [];
  const { currency } = trade;
  return done({
    ...namesOf(trade),
    out_request_no: refund.requestNo,
    ...(refund.reason === null ? {} : { refund_reason: refund.reason }),
    total_amount: toWire(trade.amountMinor, currency),
    refund_amount: toWire(refund.amountMinor, currency),
    refund_status: 'REFUND_SUCCESS',
    ...(options.includes('gmt_refund_pay') ? { gmt_refund_pay: wireTime(refund.madeMs) } : {}),
  });
}
