import { instrumentOf } from '../../kernel/issuer.ts';
import type { Answer } from '../../kernel/answer.ts';
import type { Call, Route } from '../../kernel/dialect.ts';
import type { GatewayRequest } from '../../kernel/request.ts';
import { answering, errorAnswer, refusal } from './api-errors.ts';
import { merchantOrderOf, type OrderRecord } from './books.ts';
import { currentOrder, type Desk } from './desk.ts';
import { json } from './json-answer.ts';
import { viewOfOrder } from './order-view.ts';
import { CONTROLS, H5_PAGE } from './paths.ts';
import { declineOrder, payOrder } from './pay-order.ts';
import { ANYBODY, conductOfOpenid, DECLINES } from './payers.ts';
import { payBody, readBody, textIn } from './requests.ts';

// What payers do in their app, for tests and drills: one call pays at once. It counts as the
// confirmation of the payment, so that faults and surges of declines reach payers too.

export function payerRoutes(desk: Desk): readonly Route[] {
  const named = (request: GatewayRequest): string =>
    request.params['out_trade_no'] ?? numberIn(desk, request.json);
  const orderOf = (request: GatewayRequest): string | null =>
    merchantOrderOf(named(request)) || null;
  const pay = { method: 'POST', operation: 'confirm', body: 'json', isOpen: true } as const;
  return [
    {
      ...pay,
      path: `${CONTROLS}/pay/:out_trade_no`,
      orderOf,
      handle: (call) => scan(desk, call, named(call.request)),
    },
    {
      // By what the merchant shows to the payer: a code_url or a prepay_id.
      ...pay,
      path: `${CONTROLS}/pay`,
      orderOf,
      handle: (call) => scan(desk, call, named(call.request)),
    },
    {
      // What an h5_url leads to: its payer pays as soon as it is opened.
      method: 'GET',
      path: H5_PAGE,
      operation: 'confirm',
      body: 'none',
      isOpen: true,
      orderOf: (request) => merchantOrderOf(numberInLink(desk, request)) || null,
      handle: (call) => openPage(desk, call),
    },
    {
      method: 'POST',
      path: `${CONTROLS}/rotate-certificate`,
      operation: 'other',
      body: 'none',
      isOpen: true,
      orderOf: () => null,
      handle: () => {
        desk.platform.rotateToNext();
        const serials = desk.platform.certificates().map(({ serial }) => serial);
        return json(200, { serials });
      },
    },
  ];
}

function numberIn({ books }: Desk, body: unknown): string {
  const code = textIn(body, 'code_url');
  const token = code === null ? null : (/[?&]pr=([^&]+)/.exec(code)?.[1] ?? '');
  const shown = token ?? textIn(body, 'prepay_id');
  if (shown !== null) return books.orderOfCode.get(shown) ?? '';
  return textIn(body, 'out_trade_no') ?? '';
}

function numberInLink({ books }: Desk, { query }: GatewayRequest): string {
  const id = query['prepay_id'];
  return typeof id === 'string' ? (books.orderOfCode.get(id) ?? '') : '';
}

function scan(desk: Desk, call: Call, outTradeNo: string): Answer {
  const { openid = ANYBODY } = readBody(payBody, call.request.json);
  const order = payable(desk, call, outTradeNo);
  const { exchange, overrides, report } = call;
  const forced = overrides.decline === undefined ? null : DECLINES[overrides.decline.kind];
  const conduct = conductOfOpenid(openid);
  const decline = forced ?? (conduct.kind === 'fails' ? conduct.decline : null);
  report.instrument = instrumentOf(openid);
  if (decline === null) {
    const payer = openid === ANYBODY ? (order.openid ?? openid) : openid;
    return json(200, viewOfOrder(desk, payOrder(desk, order, payer, exchange)));
  }
  report.decline = { kind: decline.kind, code: decline.code };
  declineOrder(desk, order, decline);
  return errorAnswer(decline.code, decline.message);
}

function payable(desk: Desk, { report }: Call, outTradeNo: string): OrderRecord {
  const order = currentOrder(desk, outTradeNo);
  if (order === undefined) throw refusal('ORDER_NOT_EXIST');
  report.object = order.outTradeNo;
  if (order.payment !== null) throw refusal('ORDERPAID');
  if (order.state !== 'NOTPAY') throw refusal('ORDER_CLOSED');
  return order;
}

function openPage(desk: Desk, call: Call): Answer {
  const made = answering(() => scan(desk, call, numberInLink(desk, call.request)));
  const words = made.status === 200 ? '支付成功' : '支付失败';
  return {
    status: made.status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!doctype html><meta charset="utf-8"><p>${words}</p>`,
  };
}
