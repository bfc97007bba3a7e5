import type { z } from 'zod';
import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import type { GatewayRequest } from '../../kernel/request.ts';
import { refusal } from './api-errors.ts';
import { parseWireTime } from './beijing-time.ts';
import type { OrderRecord, TradeType } from './books.ts';
import { currentOrder, keep, plan, type Desk } from './desk.ts';
import { codeToken, prepayId } from './ids.ts';
import { json } from './json-answer.ts';
import { instrumentOf } from '../../kernel/issuer.ts';
import { isWeChatCurrency, type WeChatCurrency } from './money.ts';
import { H5_PAGE } from './paths.ts';
import { declineOrder, payOrder } from './pay-order.ts';
import { conductOfOpenid, DECLINES, type PayerConduct } from './payers.ts';
import {
  appBody,
  canonical,
  h5Body,
  jsapiBody,
  nativeBody,
  paramError,
  readBody,
  textIn,
  type CodepayBody,
  type PrepayBody,
} from './requests.ts';

// Orders that a payer pays later, in an app of WeChat's. `out_trade_no` is the natural key: the same
// request again is the same order, and anything else under that number is refused.

export interface Product {
  readonly path: string;
  readonly tradeType: Exclude<TradeType, 'MICROPAY'>;
  readonly schema: z.ZodType<PrepayBody>;
}

export const PRODUCTS: readonly Product[] = [
  { path: 'native', tradeType: 'NATIVE', schema: nativeBody },
  { path: 'jsapi', tradeType: 'JSAPI', schema: jsapiBody },
  { path: 'app', tradeType: 'APP', schema: appBody },
  { path: 'h5', tradeType: 'MWEB', schema: h5Body },
];

const PREPAY_MS = 2 * 3_600_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DEFAULT_LIFE_MS = 7 * DAY_MS;
/** The pages of JSAPI, H5 and app say 15 days, that of Native 7. */
const LONGEST_LIFE_MS = 15 * DAY_MS;

const openidIn = (request: GatewayRequest): string | null =>
  textIn(request.json, 'payer', 'openid');

/** A JSAPI order of one who pays by himself moves money, so it confirms. */
export const paysByItself = (request: GatewayRequest): boolean => {
  const openid = openidIn(request);
  return openid !== null && isOwnInitiative(conductOfOpenid(openid));
};

const isOwnInitiative = ({ kind }: PayerConduct): boolean => kind === 'pays' || kind === 'fails';

export function prepay(desk: Desk, product: Product, call: Call): Answer {
  const { request, report } = call;
  const body = checkedBody(desk, product, request);
  report.object = body.out_trade_no;
  const known = currentOrder(desk, body.out_trade_no);
  if (known !== undefined) return again(desk, product, known, canonical(body));
  const nowMs = desk.gateway.clock.now();
  const openid = product.tradeType === 'JSAPI' ? openidIn(request) : null;
  const conduct: PayerConduct = openid === null ? { kind: 'waits' } : conductOfOpenid(openid);
  if (conduct.kind === 'unknown') throw refusal('INVALID_REQUEST', 'appid与openid不匹配');
  const order = enter(desk, {
    ...newOrder(body, product.tradeType, nowMs),
    notifyUrl: body.notify_url,
    openid,
    expiresMs: expiryOf(desk, body, product, nowMs),
    prepayId: prepayId(desk.gateway.ids, nowMs),
    prepayUntilMs: nowMs + PREPAY_MS,
    codeToken: codeToken(desk.gateway.ids),
  });
  if (openid !== null) letPay(desk, call, order, openid, conduct);
  return json(200, promiseOf(desk, order));
}

/** A repetition whose first request is known to the gateway's store of keys. */
export function repeatPrepay(desk: Desk, product: Product, request: GatewayRequest): Answer {
  const body = checkedBody(desk, product, request);
  const known = currentOrder(desk, body.out_trade_no);
  if (known === undefined) throw refusal('SYSTEM_ERROR');
  return again(desk, product, known, canonical(body));
}

function again(desk: Desk, product: Product, order: OrderRecord, fingerprint: string): Answer {
  if (order.payment !== null) throw refusal('ORDERPAID');
  if (order.fingerprint !== fingerprint || order.tradeType !== product.tradeType) {
    throw refusal('OUT_TRADE_NO_USED');
  }
  if (order.state === 'CLOSED') throw refusal('ORDER_CLOSED');
  return json(200, promiseOf(desk, renewed(desk, order)));
}

/** Two hours later the same request is told a new prepay id. */
function renewed(desk: Desk, order: OrderRecord): OrderRecord {
  const nowMs = desk.gateway.clock.now();
  if (nowMs < order.prepayUntilMs) return order;
  const prepayUntilMs = nowMs + PREPAY_MS;
  return enter(desk, { ...order, prepayId: prepayId(desk.gateway.ids, nowMs), prepayUntilMs });
}

function enter(desk: Desk, order: OrderRecord): OrderRecord {
  desk.books.orderOfCode.set(order.prepayId, order.outTradeNo);
  desk.books.orderOfCode.set(order.codeToken, order.outTradeNo);
  return keep(desk, order);
}

function checkedBody(desk: Desk, { schema }: Product, { json: sent }: GatewayRequest): PrepayBody {
  const body = readBody(schema, sent);
  checkMerchant(desk, body);
  return body;
}

export function checkMerchant(
  { merchant }: Desk,
  body: { readonly mchid: string; readonly appid?: string | undefined },
): void {
  if (body.mchid !== merchant.mchid) throw refusal('MCH_NOT_EXISTS');
  if (body.appid !== undefined && body.appid !== merchant.appid) {
    throw refusal('APPID_MCHID_NOT_MATCH');
  }
}

export function currencyOf(currency: string | undefined): WeChatCurrency {
  const code = currency ?? 'CNY';
  if (isWeChatCurrency(code)) return code;
  throw paramError(
    '输入源“/body/amount/currency”映射到字段“货币类型”规则校验失败，值不在枚举范围内',
    {
      field: '/amount/currency',
      issue: 'Currency code is invalid',
      location: 'body',
      value: code.slice(0, 16),
    },
  );
}

/** What orders of every kind have in common. */
export function newOrder(body: PrepayBody | CodepayBody, tradeType: TradeType, nowMs: number) {
  return {
    outTradeNo: body.out_trade_no,
    tradeType,
    state: 'NOTPAY',
    totalFen: body.amount.total,
    currency: currencyOf(body.amount.currency),
    fingerprint: canonical(body),
    appid: body.appid,
    description: body.description,
    attach: body.attach ?? null,
    deviceId: body.scene_info?.device_id ?? null,
    decline: null,
    createdMs: nowMs,
    payment: null,
  } as const;
}

function expiryOf(desk: Desk, body: PrepayBody, product: Product, nowMs: number): number {
  if (body.time_expire === undefined) return nowMs + DEFAULT_LIFE_MS;
  const asked = parseWireTime(body.time_expire);
  if (asked === null) {
    throw paramError(
      '输入源“/body/time_expire”映射到字段“交易结束时间”规则校验失败，格式不符合RFC3339',
      {
        field: '/time_expire',
        issue: '格式不符合RFC3339',
        location: 'body',
        value: body.time_expire,
      },
    );
  }
  // The merchant meant his own clock. What is too soon or too late is moved, not refused.
  const longestMs = product.tradeType === 'NATIVE' ? DEFAULT_LIFE_MS : LONGEST_LIFE_MS;
  const lifeMs = asked - desk.gateway.callersNow();
  return nowMs + Math.min(Math.max(lifeMs, MINUTE_MS), longestMs);
}

function letPay(
  desk: Desk,
  call: Call,
  order: OrderRecord,
  openid: string,
  conduct: PayerConduct,
): void {
  if (conduct.kind !== 'pays' && conduct.kind !== 'fails') return;
  const { overrides, exchange, report } = call;
  const forced = overrides.decline === undefined ? null : DECLINES[overrides.decline.kind];
  const decline = forced ?? (conduct.kind === 'fails' ? conduct.decline : null);
  report.instrument = instrumentOf(openid);
  if (decline !== null) report.decline = { kind: decline.kind, code: decline.code };
  if (conduct.afterMs > 0) {
    const dueMs = desk.gateway.clock.now() + conduct.afterMs;
    const { outTradeNo } = order;
    plan(desk, { kind: 'pay', dueMs, outTradeNo, openid, decline, exchange });
  } else if (decline === null) {
    payOrder(desk, order, openid, exchange);
  } else {
    declineOrder(desk, order, decline);
  }
}

function promiseOf(desk: Desk, { tradeType, prepayId: id, codeToken: token }: OrderRecord): object {
  switch (tradeType) {
    case 'NATIVE':
      return { code_url: `weixin://wxpay/bizpayurl?pr=${token}` };
    case 'MWEB':
      return {
        h5_url: `${desk.gateway.baseUrl()}${H5_PAGE}?prepay_id=${id}&package=${token}`,
      };
    default:
      return { prepay_id: id };
  }
}
