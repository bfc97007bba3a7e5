import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import { instrumentOf } from '../../kernel/issuer.ts';
import type { GatewayRequest } from '../../kernel/request.ts';
import { errorAnswer, refusal } from './api-errors.ts';
import { refundsOf, type Decline, type OrderRecord } from './books.ts';
import { currentOrder, keep, plan, type Desk } from './desk.ts';
import { json } from './json-answer.ts';
import { viewOfOrder } from './order-view.ts';
import { declineOrder, giveBack, payOrder } from './pay-order.ts';
import { conductOfCode, DECLINES } from './payers.ts';
import { checkMerchant, newOrder } from './prepay.ts';
import { canonical, codepayBody, paramError, readBody, reverseBody } from './requests.ts';

// Payment by the code that a payer shows: answered at once, unless a password is asked for. What
// can't be cleared up is reversed: that closes the order, and gives back what was paid.
// https://pay.weixin.qq.com/docs/merchant/apis/code-payment-v3/direct/code-pay.html

const LIFE_MS = 7 * 86_400_000;
const REVERSIBLE_MS = 7 * 86_400_000;
const CODE = /^1[0-5]\d{16}$/;

export function codepay(desk: Desk, call: Call): Answer {
  const body = checkedBody(desk, call.request);
  const { report, overrides, exchange } = call;
  report.object = body.out_trade_no;
  const code = body.payer.auth_code;
  report.instrument = instrumentOf(code);
  const known = currentOrder(desk, body.out_trade_no);
  if (known !== undefined) return again(known, canonical(body));
  const nowMs = desk.gateway.clock.now();
  const openid = `oPaydrillCode${code.slice(-6)}`;
  const order = keep(desk, {
    ...newOrder(body, 'MICROPAY', nowMs),
    notifyUrl: null,
    openid,
    prepayId: '',
    prepayUntilMs: nowMs,
    codeToken: '',
    expiresMs: nowMs + LIFE_MS,
  });
  const conduct = conductOfCode(code);
  const forced = overrides.decline === undefined ? null : DECLINES[overrides.decline.kind];
  const afterMs = forced === null && 'afterMs' in conduct ? conduct.afterMs : 0;
  const decline = forced ?? (conduct.kind === 'fails' ? conduct.decline : null);
  if (afterMs > 0) {
    const { outTradeNo } = order;
    plan(desk, { kind: 'pay', dueMs: nowMs + afterMs, outTradeNo, openid, decline, exchange });
    keep(desk, { ...order, state: 'USERPAYING' });
    return errorAnswer('USERPAYING', '需要用户输入支付密码');
  }
  if (decline === null)
    return json(200, viewOfOrder(desk, payOrder(desk, order, openid, exchange)));
  report.decline = { kind: decline.kind, code: decline.code };
  declineOrder(desk, order, decline);
  return declined(decline);
}

const declined = ({ code, message }: Decline): Answer => errorAnswer(code, message);

export function repeatCodepay(desk: Desk, request: GatewayRequest): Answer {
  const body = checkedBody(desk, request);
  const known = currentOrder(desk, body.out_trade_no);
  if (known === undefined) throw refusal('SYSTEM_ERROR');
  return again(known, canonical(body));
}

function again(order: OrderRecord, fingerprint: string): Answer {
  if (order.tradeType !== 'MICROPAY' || order.fingerprint !== fingerprint) {
    throw refusal('OUT_TRADE_NO_USED');
  }
  switch (order.state) {
    case 'SUCCESS':
      throw refusal('ORDERPAID');
    case 'REVOKED':
      throw refusal('ORDER_REVERSED');
    case 'CLOSED':
      throw refusal('ORDER_CLOSED');
    case 'PAYERROR':
      return declined(order.decline ?? DECLINES.soft);
    default:
      return errorAnswer('USERPAYING', '需要用户输入支付密码');
  }
}

function checkedBody(desk: Desk, { json: sent }: GatewayRequest) {
  const body = readBody(codepayBody, sent);
  checkMerchant(desk, body);
  if (!CODE.test(body.payer.auth_code)) {
    throw paramError('请扫描微信支付授权码(以10/11/12/13/14/15为前缀的18位数字)', {
      field: '/payer/auth_code',
      issue: '授权码格式不正确',
      location: 'body',
    });
  }
  return body;
}

export function reverse(desk: Desk, call: Call): Answer {
  const { request, report, exchange } = call;
  const body = readBody(reverseBody, request.json);
  checkMerchant(desk, body);
  const order = currentOrder(desk, request.params['out_trade_no'] ?? '');
  if (order === undefined) throw refusal('ORDER_NOT_EXIST');
  report.object = order.outTradeNo;
  if (order.tradeType !== 'MICROPAY') {
    throw refusal('INVALID_REQUEST', '订单的支付场景不支持该请求');
  }
  if (order.state !== 'REVOKED') revoke(desk, order, exchange);
  return json(200, {
    appid: order.appid,
    mchid: body.mchid,
    out_trade_no: order.outTradeNo,
  });
}

function revoke(desk: Desk, order: OrderRecord, exchange: string): void {
  const { payment, outTradeNo } = order;
  if (payment !== null) {
    const isTooLate = desk.gateway.clock.now() >= payment.paidMs + REVERSIBLE_MS;
    if (isTooLate || refundsOf(desk.books, outTradeNo).length > 0) {
      throw refusal('INVALID_REQUEST', '订单无法撤销');
    }
    giveBack(desk, outTradeNo, exchange);
  }
  keep(desk, { ...order, state: 'REVOKED' });
}
