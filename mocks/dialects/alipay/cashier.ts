import { assertNever } from '../../../harness/core/assert-never.ts';
import type { Answer } from '../../kernel/answer.ts';
import type { Call, Route } from '../../kernel/dialect.ts';
import { instrumentOf } from '../../kernel/issuer.ts';
import { buyerById, userIdOf, type Buyer } from './buyers.ts';
import type { TradeRecord } from './books.ts';
import type { Desk } from './desk.ts';
import { FAILURES } from './failures.ts';
import { tellTrade } from './find-trade.ts';
import { toWire } from './money.ts';
import { signNotice } from './notify.ts';
import { redirect, renderCashier, renderNotice } from './pages.ts';
import { outcomeFor } from './pay-trade.ts';
import { exists, keep, takePayment, upToDate } from './trade-state.ts';
import { wireTime } from './wire-time.ts';

// The buyer's side: what `qr_code` and the page payments lead to. Opening it makes the trade, as
// scanning a code does; the form pays it. A test may post the form itself, for any unpaid trade, with
// a test buyer's id in `buyer`.

export function cashierRoutes(desk: Desk): readonly Route[] {
  const common = {
    operation: 'other',
    isOpen: true,
    orderOf: (request) => tradeAt(desk, request.params['id'])?.outTradeNo ?? null,
  } as const satisfies Partial<Route>;
  return [
    {
      ...common,
      method: 'GET',
      path: '/cashier/:id',
      body: 'none',
      handle: (call) => withTrade(desk, call, renderCashier),
    },
    {
      ...common,
      method: 'POST',
      path: '/cashier/:id/pay',
      body: 'form',
      handle: (call) => withTrade(desk, call, (trade) => pay(desk, call, trade)),
    },
  ];
}

function tradeAt({ books }: Desk, id = ''): TradeRecord | undefined {
  return books.trades.get(books.tradesByToken.get(id) ?? id);
}

function withTrade(desk: Desk, call: Call, show: (trade: TradeRecord) => Answer): Answer {
  const found = tradeAt(desk, call.request.params['id']);
  if (found === undefined) return renderNotice('订单不存在', 404);
  const trade = upToDate(desk, found);
  if (trade.status === 'withdrawn') return renderNotice('二维码已失效', 410);
  tellTrade(desk, call, trade);
  return show(exists(trade) ? trade : keep(desk, { ...trade, status: 'WAIT_BUYER_PAY' }));
}

function pay(desk: Desk, call: Call, trade: TradeRecord): Answer {
  if (trade.status !== 'WAIT_BUYER_PAY')
    return renderNotice(STATES[trade.status] ?? '交易状态异常');
  const buyer = buyerAt(call, trade);
  if (buyer === null) return renderNotice(FAILURES['ACQ.BUYER_NOT_EXIST'].message, 400);
  call.report.instrument = instrumentOf(buyer.userId);
  const outcome = outcomeFor(call, buyer);
  switch (outcome.kind) {
    // To post the form is to enter the password.
    case 'pays':
    case 'hesitates':
    case 'cancels-slowly':
      return leave(desk, takePayment(desk, trade, buyer.userId, call.exchange));
    case 'declined': {
      const { kind, trade: code } = outcome.decline;
      call.report.decline = { kind, code };
      return renderNotice(FAILURES[code].message);
    }
    case 'system-error':
      if (outcome.isPaid) takePayment(desk, trade, buyer.userId, call.exchange);
      return renderNotice(FAILURES[outcome.name].message, 500);
    default:
      return assertNever(outcome);
  }
}

const STATES: Readonly<Partial<Record<TradeRecord['status'], string>>> = {
  TRADE_SUCCESS: FAILURES['ACQ.TRADE_HAS_SUCCESS'].message,
  TRADE_FINISHED: FAILURES['ACQ.TRADE_HAS_FINISHED'].message,
  TRADE_CLOSED: FAILURES['ACQ.TRADE_HAS_CLOSE'].message,
};

/** Who the trade was made for, else who the form names, else the buyer who always pays. */
function buyerAt({ request }: Call, trade: TradeRecord): Buyer | null {
  const named = request.form['buyer'];
  return buyerById(
    trade.buyerId ?? (typeof named === 'string' && named !== '' ? named : userIdOf('01')),
  );
}

/** Back to the shop, with a signed word about the payment; otherwise a page. */
function leave(desk: Desk, trade: TradeRecord): Answer {
  if (trade.returnUrl === null) return renderNotice('付款成功');
  const { merchant, gateway } = desk;
  const url = new URL(trade.returnUrl);
  const fields = {
    charset: 'utf-8',
    out_trade_no: trade.outTradeNo,
    method: `alipay.trade.${trade.product}.pay.return`,
    total_amount: toWire(trade.amountMinor, trade.currency),
    trade_no: trade.tradeNo,
    auth_app_id: merchant.appId,
    version: '1.0',
    app_id: merchant.appId,
    seller_id: merchant.sellerId,
    timestamp: wireTime(gateway.clock.now()),
  };
  const signed = signNotice(fields, merchant.alipay.privateKey);
  for (const [name, value] of Object.entries(signed)) url.searchParams.set(name, value);
  return redirect(url.href);
}
