import type { Answer } from '../../kernel/answer.ts';
import type { Call, RouteOperation } from '../../kernel/dialect.ts';
import { textIn, type Asked, type Biz } from './asked.ts';
import { queryBill } from './bill-routes.ts';
import type { Desk } from './desk.ts';
import { cancelTrade, closeTrade, queryTrade } from './end-trade.ts';
import { orderOfTrade } from './find-trade.ts';
import { freeze } from './freeze.ts';
import { createTrade, payOnPage, precreateTrade } from './offer-trade.ts';
import { payTrade } from './pay-trade.ts';
import { queryRefund, refundTrade } from './refunds.ts';
import { cancelFreeze, orderOfHold, queryHold, unfreeze } from './unfreeze.ts';

// Everything that can be asked, once for both protocols.

export interface Method {
  readonly operation: RouteOperation | ((biz: Biz) => RouteOperation);
  orderOf(desk: Desk, biz: Biz): string | null;
  handle(desk: Desk, call: Call, asked: Asked): Answer;
  /** How v3 asks for it; null where only a browser does. */
  readonly rest: 'POST' | 'GET' | null;
}

const trade = { orderOf: orderOfTrade, rest: 'POST' } as const;
const hold = { orderOf: orderOfHold, rest: 'POST' } as const;
const page = { operation: 'create', orderOf: orderOfTrade, rest: null } as const;

export const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  [
    'alipay.trade.pay',
    {
      rest: 'POST',
      // From a hold it takes what was held before.
      operation: (biz) => (textIn(biz, 'auth_no') === null ? 'confirm' : 'capture'),
      orderOf: (desk, biz) =>
        textIn(biz, 'auth_no') === null ? orderOfTrade(desk, biz) : orderOfHold(desk, biz),
      handle: payTrade,
    },
  ],
  ['alipay.trade.create', { ...trade, operation: 'create', handle: createTrade }],
  ['alipay.trade.precreate', { ...trade, operation: 'create', handle: precreateTrade }],
  [
    'alipay.trade.page.pay',
    { ...page, handle: (desk, call, asked) => payOnPage(desk, call, asked, 'page') },
  ],
  [
    'alipay.trade.wap.pay',
    { ...page, handle: (desk, call, asked) => payOnPage(desk, call, asked, 'wap') },
  ],
  ['alipay.trade.query', { ...trade, operation: 'retrieve', handle: queryTrade }],
  ['alipay.trade.cancel', { ...trade, operation: 'void', handle: cancelTrade }],
  ['alipay.trade.close', { ...trade, operation: 'void', handle: closeTrade }],
  ['alipay.trade.refund', { ...trade, operation: 'refund', handle: refundTrade }],
  ['alipay.trade.fastpay.refund.query', { ...trade, operation: 'retrieve', handle: queryRefund }],
  ['alipay.fund.auth.order.freeze', { ...hold, operation: 'confirm', handle: freeze }],
  ['alipay.fund.auth.order.unfreeze', { ...hold, operation: 'void', handle: unfreeze }],
  ['alipay.fund.auth.operation.cancel', { ...hold, operation: 'void', handle: cancelFreeze }],
  [
    'alipay.fund.auth.operation.detail.query',
    { ...hold, operation: 'retrieve', handle: queryHold },
  ],
  [
    'alipay.data.dataservice.bill.downloadurl.query',
    {
      rest: 'GET',
      operation: 'other',
      orderOf: () => null,
      handle: (desk, _call, asked) => queryBill(desk, asked),
    },
  ],
]);

export const isMethod = (name: string): boolean => METHODS.has(name);

/** A page answers a browser, also when it refuses. */
export const isPage = (name: string): boolean => METHODS.get(name)?.rest === null;

export const operationOf = ({ operation }: Method, biz: Biz): RouteOperation =>
  typeof operation === 'function' ? operation(biz) : operation;
