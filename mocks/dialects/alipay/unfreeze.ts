import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import { textIn, type Asked, type Biz } from './asked.ts';
import { mustFind, operationKey, type AuthRecord, type OperationRecord } from './books.ts';
import type { Desk } from './desk.ts';
import type { FailureName } from './failures.ts';
import { HOLD_MONEY } from './freeze.ts';
import { detailFields, operationFields } from './hold-view.ts';
import {
  closeHold,
  draftOperation,
  holdUpToDate,
  keepHold,
  keepOperation,
  moveHold,
  restOf,
} from './holds.ts';
import { tellHold } from './notify.ts';
import { operationBiz, readBiz, readMoney, unfreezeBiz } from './read-biz.ts';
import { done, refusal } from './reply.ts';

const WORDS: Readonly<Record<Exclude<AuthRecord['status'], 'SUCCESS'>, FailureName>> = {
  INIT: 'ILLEGAL_STATUS',
  CLOSED: 'ORDER_ALREADY_CLOSED',
  FINISH: 'ORDER_ALREADY_FINISH',
};

/** alipay.fund.auth.order.unfreeze: some of the hold, or all that is left. */
export function unfreeze(desk: Desk, call: Call, asked: Asked): Answer {
  const body = readBiz(unfreezeBiz, asked, 'ILLEGAL_ARGUMENT');
  const auth = findHold(desk, call, { auth_no: body.auth_no });
  const { amountMinor } = readMoney(body.amount, auth.currency, HOLD_MONEY);
  const known = operationOf(desk, auth, body.out_request_no);
  if (known !== undefined) {
    const isSame = known.type === 'UNFREEZE' && known.amountMinor === amountMinor;
    if (!isSame) throw refusal('UNIQUE_VIOLATION');
    return done(operationFields(auth, known));
  }
  if (auth.status !== 'SUCCESS') throw refusal(WORDS[auth.status]);
  if (amountMinor > restOf(auth)) throw refusal('REQUEST_AMOUNT_EXCEED');
  const { operation, released } = release(desk, auth, {
    amountMinor,
    requestNo: body.out_request_no,
    remark: body.remark,
    exchange: call.exchange,
  });
  tellHold(desk, 'fund_auth_unfreeze', released, operation, asked.notifyUrl ?? auth.notifyUrl);
  return done(operationFields(released, operation));
}

function release(
  desk: Desk,
  auth: AuthRecord,
  given: {
    readonly amountMinor: number;
    readonly requestNo: string;
    readonly remark: string;
    readonly exchange: string;
  },
): { readonly operation: OperationRecord; readonly released: AuthRecord } {
  const { amountMinor, requestNo, remark, exchange } = given;
  moveHold(desk, auth, 'void', amountMinor, exchange);
  const status = 'SUCCESS';
  const operation = keepOperation(
    desk,
    draftOperation(desk, auth.authNo, { requestNo, remark, amountMinor, status, type: 'UNFREEZE' }),
  );
  const isOver = amountMinor === restOf(auth);
  const released = keepHold(desk, {
    ...auth,
    releasedMinor: auth.releasedMinor + amountMinor,
    status: isOver ? (auth.paidMinor > 0 ? 'FINISH' : 'CLOSED') : auth.status,
  });
  return { operation, released };
}

/** alipay.fund.auth.operation.cancel: a hold that is not wanted any more, whatever became of it. */
export function cancelFreeze(desk: Desk, call: Call, asked: Asked): Answer {
  const body = readBiz(operationBiz, asked, 'ILLEGAL_ARGUMENT');
  const auth = findHold(desk, call, body);
  const freezing = findOperation(desk, auth, body);
  if (freezing.type !== 'FREEZE' || auth.paidMinor > 0) throw refusal('ILLEGAL_STATUS');
  const names = {
    auth_no: auth.authNo,
    out_order_no: auth.outOrderNo,
    operation_id: freezing.operationId,
    out_request_no: freezing.requestNo,
  };
  if (auth.status === 'CLOSED') {
    return done({ ...names, action: auth.releasedMinor > 0 ? 'unfreeze' : 'close' });
  }
  if (auth.status === 'INIT') {
    closeHold(desk, auth);
    return done({ ...names, action: 'close' });
  }
  release(desk, auth, {
    amountMinor: restOf(auth),
    requestNo: `${freezing.requestNo}-cancel`,
    remark: body.remark ?? 'cancel',
    exchange: call.exchange,
  });
  return done({ ...names, action: 'unfreeze' });
}

/** alipay.fund.auth.operation.detail.query */
export function queryHold(desk: Desk, call: Call, asked: Asked): Answer {
  const body = readBiz(operationBiz, asked, 'ILLEGAL_ARGUMENT');
  const auth = findHold(desk, call, body);
  return done(detailFields(auth, findOperation(desk, auth, body)));
}

interface HoldName {
  readonly auth_no?: string | undefined;
  readonly out_order_no?: string | undefined;
}

function findHold(desk: Desk, call: Call, name: HoldName): AuthRecord {
  const { auths, authsByOrder } = desk.books;
  if (name.auth_no === undefined && name.out_order_no === undefined) {
    throw refusal('ILLEGAL_ARGUMENT', 'auth_no');
  }
  const auth = auths.get(name.auth_no ?? authsByOrder.get(name.out_order_no ?? '') ?? '');
  if (auth === undefined) throw refusal('AUTH_ORDER_NOT_EXIST');
  call.report.object = auth.authNo;
  call.report.order = auth.outOrderNo;
  return holdUpToDate(desk, auth);
}

function operationOf(
  desk: Desk,
  { authNo }: AuthRecord,
  requestNo: string,
): OperationRecord | undefined {
  const id = desk.books.operationsByRequest.get(operationKey(authNo, requestNo));
  return id === undefined ? undefined : mustFind(desk.books.operations, id);
}

function findOperation(
  desk: Desk,
  auth: AuthRecord,
  name: {
    readonly operation_id?: string | undefined;
    readonly out_request_no?: string | undefined;
  },
): OperationRecord {
  if (name.operation_id === undefined && name.out_request_no === undefined) {
    throw refusal('ILLEGAL_ARGUMENT', 'out_request_no');
  }
  const operation =
    name.operation_id === undefined
      ? operationOf(desk, auth, name.out_request_no ?? '')
      : desk.books.operations.get(name.operation_id);
  if (operation?.authNo !== auth.authNo) throw refusal('AUTH_OPERATION_NOT_EXIST');
  return operation;
}

/** The merchant's reference of a hold that an unchecked business part names. */
export function orderOfHold(desk: Desk, biz: Biz): string | null {
  const authNo = textIn(biz, 'auth_no');
  const auth = authNo === null ? undefined : desk.books.auths.get(authNo);
  return auth?.outOrderNo ?? textIn(biz, 'out_order_no');
}
