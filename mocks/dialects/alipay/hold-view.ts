import { mustFind, type AuthRecord, type OperationRecord } from './books.ts';
import { buyerById } from './buyers.ts';
import type { Desk } from './desk.ts';
import { restOf } from './holds.ts';
import { toWire } from './money.ts';
import type { ReplyFields } from './reply.ts';
import { wireTime } from './wire-time.ts';

/** What freezing and freeing answer: the operation, and whose funds they are. */
export function operationFields(auth: AuthRecord, operation: OperationRecord): ReplyFields {
  const { movedMs, amountMinor, status } = operation;
  return {
    auth_no: auth.authNo,
    out_order_no: auth.outOrderNo,
    operation_id: operation.operationId,
    out_request_no: operation.requestNo,
    amount: toWire(amountMinor, auth.currency),
    status,
    ...(movedMs === null ? {} : { gmt_trans: wireTime(movedMs) }),
  };
}

export function holdFields(desk: Desk, auth: AuthRecord): ReplyFields {
  return {
    ...operationFields(auth, mustFind(desk.books.operations, auth.freezing)),
    ...payerFields(auth),
    ...(auth.currency === 'CNY' ? {} : { trans_currency: auth.currency }),
  };
}

const payerFields = ({ payerId }: AuthRecord): ReplyFields => ({
  payer_user_id: payerId,
  payer_logon_id: buyerById(payerId)?.logonId ?? '',
});

/** What a query answers: one operation, and how the whole hold stands. */
export function detailFields(auth: AuthRecord, operation: OperationRecord): ReplyFields {
  const wire = (minor: number): string => toWire(minor, auth.currency);
  return {
    ...operationFields(auth, operation),
    ...payerFields(auth),
    order_title: auth.title,
    operation_type: operation.type,
    remark: operation.remark,
    gmt_create: wireTime(operation.createdMs),
    total_freeze_amount: wire(auth.amountMinor),
    total_pay_amount: wire(auth.paidMinor),
    rest_amount: wire(restOf(auth)),
    order_status: ORDER_STATUS[auth.status],
  };
}

const ORDER_STATUS: Readonly<Record<AuthRecord['status'], string>> = {
  INIT: 'INIT',
  SUCCESS: 'AUTHORIZED',
  FINISH: 'FINISH',
  CLOSED: 'CLOSED',
};
