import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import type { AuthRecord } from './books.ts';
import type { Desk } from './desk.ts';
import type { FailureName } from './failures.ts';
import {
  draftOperation,
  holdUpToDate,
  keepHold,
  keepOperation,
  moveHold,
  restOf,
} from './holds.ts';
import { draftTrade, enter, openTradeOf, type Order } from './open-trade.ts';
import { done, refusal } from './reply.ts';
import { takePayment } from './trade-state.ts';
import { paidFields } from './trade-view.ts';

const WORDS: Readonly<Record<Exclude<AuthRecord['status'], 'SUCCESS'>, FailureName>> = {
  INIT: 'ACQ.AUTH_ORDER_NOT_PAID',
  CLOSED: 'ACQ.AUTH_ORDER_HAS_CLOSED',
  FINISH: 'ACQ.AUTH_ORDER_HAS_FINISHED',
};

export interface HoldBody {
  readonly out_trade_no: string;
  readonly auth_no: string;
  readonly buyer_id?: string | undefined;
  readonly auth_confirm_mode?: 'COMPLETE' | 'NOT_COMPLETE' | undefined;
}

/** alipay.trade.pay with `auth_no`: takes some of what was frozen; `COMPLETE` frees the rest. */
export function payFromHold(desk: Desk, call: Call, order: Order, body: HoldBody): Answer {
  const known = openTradeOf(desk, order);
  if (known !== undefined) throw refusal('ACQ.CONTEXT_INCONSISTENT');
  const auth = payableHold(desk, order, body);
  call.report.object = auth.authNo;
  call.report.order = auth.outOrderNo;
  const draft = draftTrade(desk, order, auth.payerId);
  const trade = enter(desk, { ...draft, product: 'pre-auth', authNo: auth.authNo });
  const paid = takePayment(desk, trade, auth.payerId, call.exchange);
  keepOperation(
    desk,
    draftOperation(desk, auth.authNo, {
      requestNo: trade.outTradeNo,
      type: 'PAY',
      amountMinor: trade.amountMinor,
      status: 'SUCCESS',
      remark: trade.subject,
    }),
  );
  const drawn = { ...auth, paidMinor: auth.paidMinor + trade.amountMinor };
  settleRest(desk, drawn, body.auth_confirm_mode === 'COMPLETE', call.exchange);
  return done(paidFields(paid));
}

function payableHold(desk: Desk, order: Order, body: HoldBody): AuthRecord {
  const known = desk.books.auths.get(body.auth_no);
  if (known === undefined) throw refusal('ACQ.AUTH_NO_ERROR');
  const auth = holdUpToDate(desk, known);
  if (body.buyer_id !== undefined && body.buyer_id !== auth.payerId) {
    throw refusal('ACQ.TRADE_BUYER_NOT_MATCH');
  }
  if (auth.status !== 'SUCCESS') throw refusal(WORDS[auth.status]);
  if (order.currency !== auth.currency) throw refusal('ACQ.CURRENCY_NOT_SUPPORT');
  if (order.amountMinor > restOf(auth)) throw refusal('ACQ.AUTH_AMOUNT_NOT_ENOUGH');
  return auth;
}

function settleRest(desk: Desk, auth: AuthRecord, isComplete: boolean, exchange: string): void {
  const restMinor = restOf(auth);
  if (restMinor > 0 && isComplete) moveHold(desk, auth, 'void', restMinor, exchange);
  const isOver = restMinor === 0 || isComplete;
  keepHold(desk, {
    ...auth,
    releasedMinor: auth.releasedMinor + (isComplete ? restMinor : 0),
    status: isOver ? 'FINISH' : auth.status,
  });
}
