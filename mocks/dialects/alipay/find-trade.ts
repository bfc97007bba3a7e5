import type { Call } from '../../kernel/dialect.ts';
import { textIn, type Biz } from './asked.ts';
import type { TradeRecord } from './books.ts';
import type { Desk } from './desk.ts';
import { refusal } from './reply.ts';
import { exists, paymentOf, upToDate } from './trade-state.ts';

export interface TradeName {
  readonly trade_no?: string | undefined;
  readonly out_trade_no?: string | undefined;
}

/** The trade of an order, brought up to date; also one that is only announced. */
export function tradeOfOrder(desk: Desk, outTradeNo: string): TradeRecord | undefined {
  const tradeNo = desk.books.tradesByOrder.get(outTradeNo);
  const trade = tradeNo === undefined ? undefined : desk.books.trades.get(tradeNo);
  return trade === undefined ? undefined : upToDate(desk, trade);
}

/** `trade_no` wins where both are given. */
export function lookUp(desk: Desk, name: TradeName): TradeRecord | undefined {
  if (name.trade_no === undefined && name.out_trade_no === undefined) {
    throw refusal('ACQ.INVALID_PARAMETER', 'out_trade_no');
  }
  if (name.trade_no === undefined) return tradeOfOrder(desk, name.out_trade_no ?? '');
  const trade = desk.books.trades.get(name.trade_no);
  return trade === undefined ? undefined : upToDate(desk, trade);
}

/** The trade that a request names, told to the journal; throws where Alipay knows none. */
export function findTrade(desk: Desk, call: Call, name: TradeName): TradeRecord {
  const trade = lookUp(desk, name);
  if (trade === undefined || !exists(trade)) throw refusal('ACQ.TRADE_NOT_EXIST');
  tellTrade(desk, call, trade);
  return trade;
}

export function tellTrade(desk: Desk, { report }: Call, trade: TradeRecord): void {
  const { object, order } = paymentOf(desk, trade);
  report.object = object;
  report.order = order;
}

/** The merchant's reference in an unchecked business part. */
export function orderOfTrade(desk: Desk, biz: Biz): string | null {
  const tradeNo = textIn(biz, 'trade_no');
  const trade = tradeNo === null ? undefined : desk.books.trades.get(tradeNo);
  return trade === undefined ? textIn(biz, 'out_trade_no') : paymentOf(desk, trade).order;
}
