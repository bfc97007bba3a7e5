import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import type { Asked } from './asked.ts';
import { buyerById } from './buyers.ts';
import type { TradeRecord } from './books.ts';
import { DAY_MS } from './deadlines.ts';
import type { Desk } from './desk.ts';
import { findTrade, lookUp, tellTrade } from './find-trade.ts';
import { readBiz, tradeBiz } from './read-biz.ts';
import { giveBack } from './refunds.ts';
import { done, refusal, type ReplyFields } from './reply.ts';
import { close, exists, keep } from './trade-state.ts';
import { namesOf, tradeFields } from './trade-view.ts';

/** Later than that a paid trade is refunded, not cancelled. The exact bound is nowhere said. */
export const CANCEL_WINDOW_MS = DAY_MS;

/** alipay.trade.query */
export function queryTrade(desk: Desk, call: Call, asked: Asked): Answer {
  const body = readBiz(tradeBiz, asked, 'ACQ.INVALID_PARAMETER');
  return done(tradeFields(findTrade(desk, call, body)));
}

/** alipay.trade.close: of an unpaid trade only. */
export function closeTrade(desk: Desk, call: Call, asked: Asked): Answer {
  const body = readBiz(tradeBiz, asked, 'ACQ.INVALID_PARAMETER');
  const trade = findTrade(desk, call, body);
  if (trade.status === 'TRADE_CLOSED') throw refusal('ACQ.REASON_TRADE_STATUS_INVALID');
  if (trade.status !== 'WAIT_BUYER_PAY') throw refusal('ACQ.TRADE_STATUS_ERROR');
  return done(namesOf(close(desk, trade)));
}

/**
 * alipay.trade.cancel: whatever became of the payment, it is none afterwards. An order that nobody
 * knows is answered as well, without an `action`, and a payment that is still on its way comes in
 * later all the same.
 */
export function cancelTrade(desk: Desk, call: Call, asked: Asked): Answer {
  const body = readBiz(tradeBiz, asked, 'ACQ.INVALID_PARAMETER');
  const trade = lookUp(desk, body);
  if (trade === undefined) return done(unknownFields(body));
  tellTrade(desk, call, trade);
  if (!exists(trade)) {
    // The code that was handed out is worth nothing any more.
    keep(desk, { ...trade, status: 'withdrawn' });
    return done({ out_trade_no: trade.outTradeNo, retry_flag: 'N' });
  }
  if (isSlow(trade)) {
    keep(desk, { ...trade, isCancelAsked: true });
    return done({ ...namesOf(trade), retry_flag: 'Y' });
  }
  return done({ ...namesOf(trade), retry_flag: 'N', ...undo(desk, call, trade) });
}

const unknownFields = (body: { readonly out_trade_no?: string | undefined }): ReplyFields => ({
  ...(body.out_trade_no === undefined ? {} : { out_trade_no: body.out_trade_no }),
  retry_flag: 'N',
});

function isSlow({ buyerId, isCancelAsked, status }: TradeRecord): boolean {
  if (buyerId === null || isCancelAsked || status !== 'TRADE_SUCCESS') return false;
  return buyerById(buyerId)?.outcome.kind === 'cancels-slowly';
}

function undo(desk: Desk, call: Call, trade: TradeRecord): ReplyFields {
  switch (trade.status) {
    case 'WAIT_BUYER_PAY':
      close(desk, trade, { cancelled: 'close' });
      return { action: 'close' };
    case 'TRADE_SUCCESS': {
      const isLate = (trade.paidMs ?? 0) + CANCEL_WINDOW_MS <= desk.gateway.clock.now();
      if (isLate) throw refusal('ACQ.TRADE_CANCEL_TIME_OUT');
      const restMinor = trade.amountMinor - trade.refundedMinor;
      giveBack(desk, trade, { amountMinor: restMinor, exchange: call.exchange, requestNo: null });
      close(desk, { ...trade, refundedMinor: trade.amountMinor }, { cancelled: 'refund' });
      return { action: 'refund' };
    }
    case 'TRADE_FINISHED':
      throw refusal('ACQ.TRADE_HAS_FINISHED');
    default:
      return { action: trade.cancelled ?? (trade.paidMs === null ? 'close' : 'refund') };
  }
}
