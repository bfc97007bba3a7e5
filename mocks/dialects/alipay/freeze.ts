import { assertNever } from '../../../harness/core/assert-never.ts';
import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import { instrumentOf } from '../../kernel/issuer.ts';
import type { Asked } from './asked.ts';
import { buyerByCode, TEST_BUYERS, type Buyer, type BuyerOutcome } from './buyers.ts';
import type { AuthRecord } from './books.ts';
import { mustFind } from './books.ts';
import { DEFAULT_PATIENCE_MS, readSpan } from './deadlines.ts';
import type { Desk } from './desk.ts';
import type { FailureName } from './failures.ts';
import { holdFields } from './hold-view.ts';
import {
  awaitPayer,
  draftOperation,
  freezeFunds,
  holdUpToDate,
  keepHold,
  keepOperation,
} from './holds.ts';
import { authNumber } from './ids.ts';
import { outcomeFor } from './pay-trade.ts';
import { freezeBiz, readBiz, readMoney, type Money, type MoneyWords } from './read-biz.ts';
import { done, failure, paying, refusal } from './reply.ts';

export const HOLD_MONEY: MoneyWords = {
  syntax: 'ILLEGAL_ARGUMENT',
  range: 'ILLEGAL_ARGUMENT',
  currency: 'CURRENCY_VERIFICATION_FAIL',
};

interface FreezeBody {
  readonly out_order_no: string;
  readonly out_request_no: string;
  readonly order_title: string;
  readonly pay_timeout?: string | undefined;
}

/** alipay.fund.auth.order.freeze: holds funds by the code that the buyer shows. */
export function freeze(desk: Desk, call: Call, asked: Asked): Answer {
  const body = readBiz(freezeBiz, asked, 'ILLEGAL_ARGUMENT');
  const money = readMoney(body.amount, body.trans_currency, HOLD_MONEY);
  const buyer = buyerByCode(body.auth_code);
  if (buyer === null) return declineAs(call, TEST_BUYERS['11']);
  call.report.instrument = instrumentOf(buyer.userId);
  const known = openHoldOf(desk, body, money, buyer);
  const usedFor = desk.books.usedCodes.get(body.auth_code);
  if (usedFor !== undefined && usedFor !== body.out_order_no) {
    return declineAs(call, TEST_BUYERS['11']);
  }
  const outcome = outcomeFor(call, buyer);
  if (outcome.kind === 'declined') return declineAs(call, outcome);
  return proceed(desk, call, () => known ?? enter(desk, asked, { body, money, buyer }), outcome);
}

/** The hold that this request made before; throws when it is another one, or done with. */
function openHoldOf(
  desk: Desk,
  body: FreezeBody,
  money: Money,
  buyer: Buyer,
): AuthRecord | undefined {
  const authNo = desk.books.authsByOrder.get(body.out_order_no);
  if (authNo === undefined) return undefined;
  const auth = holdUpToDate(desk, mustFind(desk.books.auths, authNo));
  const { requestNo } = mustFind(desk.books.operations, auth.freezing);
  const isSame =
    requestNo === body.out_request_no &&
    auth.amountMinor === money.amountMinor &&
    auth.currency === money.currency &&
    auth.title === body.order_title &&
    auth.payerId === buyer.userId;
  if (!isSame) throw refusal('UNIQUE_VIOLATION');
  if (auth.status !== 'INIT') throw refusal(WORDS[auth.status]);
  return auth;
}

const WORDS: Readonly<Record<Exclude<AuthRecord['status'], 'INIT'>, FailureName>> = {
  SUCCESS: 'FREEZE_ALREADY_SUCCESS',
  CLOSED: 'ORDER_ALREADY_CLOSED',
  FINISH: 'ORDER_ALREADY_FINISH',
};

function declineAs(call: Call, outcome: BuyerOutcome): Answer {
  if (outcome.kind !== 'declined') throw new Error('no decline');
  const { kind, freeze: name } = outcome.decline;
  call.report.decline = { kind, code: name };
  return failure(name);
}

function enter(
  desk: Desk,
  asked: Asked,
  {
    body,
    money,
    buyer,
  }: { readonly body: FreezeBody; readonly money: Money; readonly buyer: Buyer },
): AuthRecord {
  const { gateway, books } = desk;
  const nowMs = gateway.clock.now();
  const patienceMs =
    body.pay_timeout === undefined
      ? DEFAULT_PATIENCE_MS.barcode
      : readSpan(body.pay_timeout, nowMs);
  if (patienceMs === null) throw refusal('ILLEGAL_ARGUMENT', 'pay_timeout');
  const authNo = authNumber(gateway.ids, nowMs);
  const operation = draftOperation(desk, authNo, {
    requestNo: body.out_request_no,
    type: 'FREEZE',
    amountMinor: money.amountMinor,
    status: 'INIT',
    remark: body.order_title,
  });
  keepOperation(desk, operation);
  books.authsByOrder.set(body.out_order_no, authNo);
  return keepHold(desk, {
    authNo,
    outOrderNo: body.out_order_no,
    status: 'INIT',
    title: body.order_title,
    ...money,
    paidMinor: 0,
    releasedMinor: 0,
    payerId: buyer.userId,
    notifyUrl: asked.notifyUrl,
    createdMs: nowMs,
    expiresMs: nowMs + patienceMs,
    paysAtMs: null,
    frozenMs: null,
    freezing: operation.operationId,
  });
}

function proceed(
  desk: Desk,
  call: Call,
  open: () => AuthRecord,
  outcome: Exclude<BuyerOutcome, { kind: 'declined' }>,
): Answer {
  const opened = (): AuthRecord => {
    const auth = open();
    call.report.object = auth.authNo;
    return auth;
  };
  switch (outcome.kind) {
    case 'pays':
    case 'cancels-slowly':
      return done(holdFields(desk, freezeFunds(desk, opened(), call.exchange)));
    case 'hesitates': {
      const { paysAfterMs } = outcome;
      const auth = opened();
      const paysAtMs = paysAfterMs === null ? null : desk.gateway.clock.now() + paysAfterMs;
      const asked = auth.paysAtMs === null ? keepHold(desk, { ...auth, paysAtMs }) : auth;
      awaitPayer(desk, asked);
      return paying(holdFields(desk, asked));
    }
    case 'system-error':
      if (outcome.isPaid) freezeFunds(desk, opened(), call.exchange);
      return failure(outcome.name === 'ACQ.SYSTEM_ERROR' ? 'SYSTEM_ERROR' : outcome.name);
    default:
      return assertNever(outcome);
  }
}
