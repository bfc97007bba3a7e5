import { assertNever } from '../../../harness/core/assert-never.ts';
import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import { instrumentOf } from '../../kernel/issuer.ts';
import type { Asked } from './asked.ts';
import {
  buyerByCode,
  DECLINES_BY_REASON,
  isReusable,
  TEST_BUYERS,
  type Buyer,
  type BuyerOutcome,
} from './buyers.ts';
import type { TradeRecord } from './books.ts';
import type { Desk } from './desk.ts';
import { tellTrade } from './find-trade.ts';
import { draftTrade, enter, openTradeOf, readOrder, type Order } from './open-trade.ts';
import { payFromHold } from './pay-from-hold.ts';
import { payBiz, readBiz } from './read-biz.ts';
import { done, failure, paying, refusal } from './reply.ts';
import { awaitBuyer, exists, keep, takePayment } from './trade-state.ts';
import { paidFields, waitingFields } from './trade-view.ts';

/** alipay.trade.pay: by the code that the buyer shows, or from what was frozen before. */
export function payTrade(desk: Desk, call: Call, asked: Asked): Answer {
  const body = readBiz(payBiz, asked, 'ACQ.INVALID_PARAMETER');
  const order = readOrder(desk, asked, body, 'barcode');
  if (body.auth_no !== undefined)
    return payFromHold(desk, call, order, { ...body, auth_no: body.auth_no });
  if (body.auth_code === undefined) throw refusal('ACQ.INVALID_PARAMETER', 'auth_code');
  const buyer = buyerByCode(body.auth_code);
  if (buyer === null) return declineAs(call, TEST_BUYERS['11']);
  const known = openTradeOf(desk, order);
  if (known !== undefined && exists(known) && known.buyerId !== buyer.userId) {
    throw refusal('ACQ.TRADE_BUYER_NOT_MATCH');
  }
  call.report.instrument = instrumentOf(buyer.userId);
  if (!isFree(desk, body.auth_code, body.out_trade_no)) return declineAs(call, TEST_BUYERS['11']);
  const outcome = outcomeFor(call, buyer);
  if (outcome.kind === 'declined') return declineAs(call, outcome);
  if (!isReusable(body.auth_code)) desk.books.usedCodes.set(body.auth_code, body.out_trade_no);
  return proceed(desk, call, { order, known, buyer }, outcome);
}

/** A fault's decline wins over what the buyer does by itself. */
export function outcomeFor({ overrides }: Call, buyer: Buyer): BuyerOutcome {
  const { decline } = overrides;
  return decline === undefined ? buyer.outcome : TEST_BUYERS[DECLINES_BY_REASON[decline.reason]];
}

/** A payment code is good for one order. */
function isFree(desk: Desk, authCode: string, outTradeNo: string): boolean {
  const usedFor = desk.books.usedCodes.get(authCode);
  return usedFor === undefined || usedFor === outTradeNo;
}

/** Nothing is left behind: the order may be paid by another code. */
function declineAs(call: Call, outcome: BuyerOutcome): Answer {
  if (outcome.kind !== 'declined') throw new Error('no decline');
  const { kind, trade } = outcome.decline;
  call.report.decline = { kind, code: trade };
  return failure(trade);
}

interface Payment {
  readonly order: Order;
  readonly known: TradeRecord | undefined;
  readonly buyer: Buyer;
}

function proceed(
  desk: Desk,
  call: Call,
  { order, known, buyer }: Payment,
  outcome: Exclude<BuyerOutcome, { kind: 'declined' }>,
): Answer {
  const open = (): TradeRecord => {
    const trade = known ?? enter(desk, draftTrade(desk, order, buyer.userId));
    tellTrade(desk, call, trade);
    return trade;
  };
  const take = (): TradeRecord => takePayment(desk, open(), buyer.userId, call.exchange);
  switch (outcome.kind) {
    case 'pays':
    case 'cancels-slowly':
      return done(paidFields(take()));
    case 'hesitates':
      return paying(waitingFields(askBuyer(desk, open(), buyer, outcome.paysAfterMs)));
    case 'system-error':
      if (outcome.isPaid) take();
      return failure(outcome.name);
    default:
      return assertNever(outcome);
  }
}

/** The wallet asks for the password. Asking again does not make the buyer any faster. */
function askBuyer(
  desk: Desk,
  trade: TradeRecord,
  { userId }: Buyer,
  paysAfterMs: number | null,
): TradeRecord {
  if (trade.paysAtMs !== null) return trade;
  const paysAtMs = paysAfterMs === null ? null : desk.gateway.clock.now() + paysAfterMs;
  const asked = keep(desk, { ...trade, status: 'WAIT_BUYER_PAY', buyerId: userId, paysAtMs });
  awaitBuyer(desk, asked);
  return asked;
}
