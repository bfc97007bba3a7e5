import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import type { Asked } from './asked.ts';
import type { TradeRecord } from './books.ts';
import type { Desk } from './desk.ts';
import { tellTrade } from './find-trade.ts';
import { draftTrade, enter, openTradeOf, readBuyer, readOrder, type Order } from './open-trade.ts';
import { redirect } from './pages.ts';
import { orderBiz, readBiz } from './read-biz.ts';
import { done, refusal } from './reply.ts';
import { exists, keep } from './trade-state.ts';
import { namesOf } from './trade-view.ts';

// Orders that a buyer pays later. A code to scan and a cashier page are only announced: Alipay has a
// trade when a buyer comes. `alipay.trade.create` knows its buyer and makes the trade at once.

/** alipay.trade.create */
export function createTrade(desk: Desk, call: Call, asked: Asked): Answer {
  const body = readBiz(orderBiz, asked, 'ACQ.INVALID_PARAMETER');
  const order = readOrder(desk, asked, body, 'create');
  const buyerId = readBuyer(desk, body.buyer_id);
  if (buyerId === null) throw refusal('ACQ.INVALID_PARAMETER', 'buyer_id');
  const known = openTradeOf(desk, order);
  if (known !== undefined && exists(known) && known.buyerId !== buyerId) {
    throw refusal('ACQ.TRADE_BUYER_NOT_MATCH');
  }
  // An order that was only announced becomes a trade now.
  const trade =
    known === undefined
      ? enter(desk, draftTrade(desk, order, buyerId))
      : keep(desk, { ...known, status: 'WAIT_BUYER_PAY', buyerId });
  tellTrade(desk, call, trade);
  return done(namesOf(trade));
}

/** alipay.trade.precreate: the same order again has the same code. */
export function precreateTrade(desk: Desk, call: Call, asked: Asked): Answer {
  const trade = offer(desk, call, asked, 'qr-code');
  return done({ out_trade_no: trade.outTradeNo, qr_code: cashierOf(desk, trade) });
}

/** alipay.trade.page.pay and alipay.trade.wap.pay: the browser asks, and is led to the cashier. */
export function payOnPage(desk: Desk, call: Call, asked: Asked, product: 'page' | 'wap'): Answer {
  return redirect(cashierOf(desk, offer(desk, call, asked, product)));
}

function offer(desk: Desk, call: Call, asked: Asked, product: Order['product']): TradeRecord {
  const body = readBiz(orderBiz, asked, 'ACQ.INVALID_PARAMETER');
  const order = readOrder(desk, asked, body, product);
  const known = openTradeOf(desk, order);
  const trade = known ?? enter(desk, draftTrade(desk, order, readBuyer(desk, body.buyer_id)));
  tellTrade(desk, call, trade);
  return trade;
}

const cashierOf = (desk: Desk, { token, tradeNo }: TradeRecord): string =>
  `${desk.gateway.baseUrl()}/cashier/${token ?? tradeNo}`;
