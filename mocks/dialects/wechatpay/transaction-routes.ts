import type { Answer } from '../../kernel/answer.ts';
import type { Call, Route } from '../../kernel/dialect.ts';
import type { GatewayRequest } from '../../kernel/request.ts';
import { errorAnswer, refusal } from './api-errors.ts';
import { merchantOrderOf, type OrderRecord } from './books.ts';
import { codepay, reverse } from './codepay.ts';
import { currentOrder, keep, type Desk } from './desk.ts';
import { json, noContent } from './json-answer.ts';
import { viewOfOrder } from './order-view.ts';
import { BY_OUT_TRADE_NO, TRANSACTIONS } from './paths.ts';
import { checkMerchant, paysByItself, prepay, PRODUCTS } from './prepay.ts';
import { closeBody, paramError, readBody, textIn } from './requests.ts';

/** `/v3/pay/transactions`: create, query, close, pay by code, reverse. */
export function transactionRoutes(desk: Desk): readonly Route[] {
  const orderInBody = ({ json: body }: GatewayRequest): string | null => {
    const number = textIn(body, 'out_trade_no');
    return number === null ? null : merchantOrderOf(number);
  };
  const orderInPath = ({ params }: GatewayRequest): string | null =>
    merchantOrderOf(params['out_trade_no'] ?? '') || null;
  return [
    ...PRODUCTS.map((product): Route => ({
      method: 'POST',
      path: `${TRANSACTIONS}/${product.path}`,
      operation: (request) =>
        product.tradeType === 'JSAPI' && paysByItself(request) ? 'confirm' : 'create',
      body: 'json',
      orderOf: orderInBody,
      handle: (call) => prepay(desk, product, call),
    })),
    {
      method: 'POST',
      path: `${TRANSACTIONS}/codepay`,
      operation: 'confirm',
      body: 'json',
      orderOf: orderInBody,
      handle: (call) => codepay(desk, call),
    },
    {
      method: 'GET',
      path: `${TRANSACTIONS}/id/:transaction_id`,
      operation: 'retrieve',
      body: 'none',
      orderOf: ({ params }) => {
        const number = desk.books.orderOfTransaction.get(params['transaction_id'] ?? '');
        return number === undefined ? null : merchantOrderOf(number);
      },
      handle: (call) => {
        const id = call.request.params['transaction_id'] ?? '';
        return query(desk, call, desk.books.orderOfTransaction.get(id) ?? '');
      },
    },
    {
      method: 'GET',
      path: `${BY_OUT_TRADE_NO}/:out_trade_no`,
      operation: 'retrieve',
      body: 'none',
      orderOf: orderInPath,
      handle: (call) => query(desk, call, call.request.params['out_trade_no'] ?? ''),
    },
    {
      method: 'POST',
      path: `${BY_OUT_TRADE_NO}/:out_trade_no/close`,
      operation: 'void',
      body: 'json',
      orderOf: orderInPath,
      handle: (call) => close(desk, call),
    },
    {
      method: 'POST',
      path: `${BY_OUT_TRADE_NO}/:out_trade_no/reverse`,
      operation: 'void',
      body: 'json',
      orderOf: orderInPath,
      handle: (call) => reverse(desk, call),
    },
  ];
}

function query(desk: Desk, { request, report }: Call, outTradeNo: string): Answer {
  const mchid = request.query['mchid'];
  if (typeof mchid !== 'string' || mchid === '') {
    throw paramError('输入源“/query/mchid”映射到字段“商户号”必填性规则校验失败，此字段为必填项', {
      field: 'mchid',
      issue: '此字段为必填项',
      location: 'query',
      value: '',
    });
  }
  checkMerchant(desk, { mchid });
  const order = mustKnow(desk, outTradeNo);
  report.object = order.outTradeNo;
  return json(200, viewOfOrder(desk, order));
}

function mustKnow(desk: Desk, outTradeNo: string): OrderRecord {
  const order = currentOrder(desk, outTradeNo);
  if (order === undefined) throw refusal('ORDER_NOT_EXIST');
  return order;
}

/** May be repeated. Afterwards nobody can pay the order any more. */
function close(desk: Desk, { request, report }: Call): Answer {
  checkMerchant(desk, readBody(closeBody, request.json));
  const order = mustKnow(desk, request.params['out_trade_no'] ?? '');
  report.object = order.outTradeNo;
  switch (order.state) {
    case 'SUCCESS':
      throw refusal('ORDERPAID');
    case 'REVOKED':
      throw refusal('ORDER_REVERSED');
    case 'USERPAYING':
      report.isExecuted = false;
      return errorAnswer('USERPAYING', '用户支付中，请稍后再试');
    default:
      if (order.state !== 'CLOSED') keep(desk, { ...order, state: 'CLOSED' });
      return noContent();
  }
}
