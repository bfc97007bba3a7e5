import type { Answer } from '../../kernel/answer.ts';
import type { Call, Route } from '../../kernel/dialect.ts';
import type { GatewayRequest } from '../../kernel/request.ts';
import { refusal } from './api-errors.ts';
import { liveRefundsOf, merchantOrderOf, type OrderRecord, type RefundRecord } from './books.ts';
import { currentOrder, type Desk } from './desk.ts';
import { json } from './json-answer.ts';
import { REFUNDS } from './paths.ts';
import { TEST_REASONS } from './payers.ts';
import { currencyOf } from './prepay.ts';
import { limitRefunds } from './rate-limits.ts';
import { viewOfRefund } from './refund-view.ts';
import { acceptRefund, refundableFen } from './refunds.ts';
import {
  canonical,
  paramError,
  readBody,
  refundBody,
  textIn,
  type RefundBody,
} from './requests.ts';

// `out_refund_no` is the natural key: however often it is asked for, it is refunded once.

const MAXIMUM_REFUNDS = 50;
/** Counted from the payment. */
export const REFUND_WINDOW_MS = 365 * 86_400_000;

export function refundRoutes(desk: Desk): readonly Route[] {
  return [
    {
      method: 'POST',
      path: REFUNDS,
      operation: 'refund',
      body: 'json',
      orderOf: ({ json: body }) => {
        const number = numberIn(desk, {
          out_trade_no: textIn(body, 'out_trade_no') ?? undefined,
          transaction_id: textIn(body, 'transaction_id') ?? undefined,
        });
        return number === undefined ? null : merchantOrderOf(number);
      },
      handle: (call) => refund(desk, call),
    },
    {
      method: 'GET',
      path: `${REFUNDS}/:out_refund_no`,
      operation: 'retrieve',
      body: 'none',
      orderOf: ({ params }) => {
        const known = desk.books.refunds.get(params['out_refund_no'] ?? '');
        return known === undefined ? null : merchantOrderOf(known.outTradeNo);
      },
      handle: ({ request, report }) => {
        const known = desk.books.refunds.get(request.params['out_refund_no'] ?? '');
        if (known === undefined) throw refusal('RESOURCE_NOT_EXISTS', '退款单不存在');
        report.object = known.outTradeNo;
        return json(200, viewOfRefund(desk, known));
      },
    },
  ];
}

type OrderNames = {
  readonly [Name in 'out_trade_no' | 'transaction_id']?: RefundBody[Name];
};

function numberIn(desk: Desk, names: OrderNames): string | undefined {
  const { out_trade_no: number, transaction_id: id } = names;
  return number ?? desk.books.orderOfTransaction.get(id ?? '');
}

function refund(desk: Desk, call: Call): Answer {
  const body = checkedBody(call.request);
  const known = desk.books.refunds.get(body.out_refund_no);
  if (known !== undefined) {
    call.report.object = known.outTradeNo;
    return again(desk, known, canonical(body));
  }
  const order = paidOrder(desk, body);
  call.report.object = order.outTradeNo;
  limitRefunds(desk, order.outTradeNo);
  checkRefund(desk, order, body);
  const accepted = acceptRefund(desk, order, body, canonical(body), call.exchange);
  return json(200, viewOfRefund(desk, accepted));
}

export function repeatRefund(desk: Desk, request: GatewayRequest): Answer {
  const body = checkedBody(request);
  const known = desk.books.refunds.get(body.out_refund_no);
  if (known === undefined) throw refusal('SYSTEM_ERROR');
  return again(desk, known, canonical(body));
}

function again(desk: Desk, known: RefundRecord, fingerprint: string): Answer {
  if (known.fingerprint !== fingerprint) {
    throw refusal('INVALID_REQUEST', '订单金额或退款金额与之前请求不一致，请核实后再试');
  }
  return json(200, viewOfRefund(desk, known));
}

function checkedBody({ json: sent }: GatewayRequest): RefundBody {
  const body = readBody(refundBody, sent);
  if (body.out_trade_no === undefined && body.transaction_id === undefined) {
    throw paramError('transaction_id和out_trade_no必须传一个', {
      field: '/out_trade_no',
      issue: 'transaction_id和out_trade_no必须传一个',
      location: 'body',
    });
  }
  currencyOf(body.amount.currency);
  return body;
}

function paidOrder(desk: Desk, body: RefundBody): OrderRecord {
  const order = currentOrder(desk, numberIn(desk, body) ?? '');
  if (order === undefined || order.payment === null) {
    throw refusal('RESOURCE_NOT_EXISTS', '订单不存在');
  }
  const { transaction_id: id } = body;
  if (id !== undefined && id !== order.payment.transactionId) throw mismatch();
  return order;
}

const mismatch = () => refusal('INVALID_REQUEST', '您的请求参数与订单信息不一致');

function checkRefund(desk: Desk, order: OrderRecord, body: RefundBody): void {
  if (order.state === 'REVOKED') throw refusal('INVALID_REQUEST', '订单已撤销，不能退款');
  if (body.amount.total !== order.totalFen) throw mismatch();
  const paidMs = order.payment?.paidMs ?? 0;
  if (desk.gateway.clock.now() >= paidMs + REFUND_WINDOW_MS) throw refusal('TRADE_OVERDUE');
  const leftFen = refundableFen(desk, order);
  if (leftFen === 0) throw refusal('INVALID_REQUEST', '订单已全额退款');
  if (body.amount.refund > leftFen) {
    throw refusal('INVALID_REQUEST', '申请退款金额大于订单剩余可退金额');
  }
  if (liveRefundsOf(desk.books, order.outTradeNo).length >= MAXIMUM_REFUNDS) {
    throw refusal('INVALID_REQUEST', '订单退款次数超过50次');
  }
  if (body.reason === TEST_REASONS.notEnough) {
    throw refusal('NOT_ENOUGH', '基本账户余额不足，请充值后重新发起');
  }
  if (body.reason === TEST_REASONS.userAccountAbnormal) throw refusal('USER_ACCOUNT_ABNORMAL');
  if (body.reason === TEST_REASONS.noAuth) throw refusal('NO_AUTH');
}
