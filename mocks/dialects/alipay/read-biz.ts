import { z } from 'zod';
import type { Asked } from './asked.ts';
import type { FailureName } from './failures.ts';
import {
  isAlipayCurrency,
  parseWireAmount,
  type AlipayCurrency,
  type ParsedAmount,
} from './money.ts';
import { refusal } from './reply.ts';

// Reads the business part of a request, or throws the word for the first thing wrong with it.
// Fields that Alipay has and that change nothing here are let through unread.

/** A JSON number is taken by its digits; it is never calculated with. */
const amount = z.union([z.string(), z.number().transform(String)]);

const outTradeNo = z
  .string()
  .max(64)
  .regex(/^[\w-]+$/);
const requestNo = z.string().min(1).max(64);
const url = z.url({ protocol: /^https?$/ }).max(256);

const order = {
  out_trade_no: outTradeNo,
  total_amount: amount,
  subject: z.string().min(1).max(256),
  body: z.string().max(128).optional(),
  seller_id: z.string().max(28).optional(),
  buyer_id: z.string().max(28).optional(),
  trans_currency: z.string().max(8).optional(),
  timeout_express: z.string().max(6).optional(),
  time_expire: z.string().max(32).optional(),
  passback_params: z.string().max(512).optional(),
};

export const payBiz = z.object({
  ...order,
  scene: z.enum(['bar_code', 'wave_code', 'security_code']).optional(),
  auth_code: z.string().max(64).optional(),
  auth_no: z.string().max(64).optional(),
  auth_confirm_mode: z.enum(['COMPLETE', 'NOT_COMPLETE']).optional(),
});

export const orderBiz = z.object(order);

/** `trade_no` wins where both are given. */
const trade = {
  out_trade_no: z.string().max(64).optional(),
  trade_no: z.string().max(64).optional(),
};
const options = { query_options: z.array(z.string()).optional() };

export const tradeBiz = z.object({ ...trade, ...options });

export const refundBiz = z.object({
  ...trade,
  ...options,
  refund_amount: amount,
  out_request_no: requestNo.optional(),
  refund_reason: z.string().max(256).optional(),
});

export const refundQueryBiz = z.object({ ...trade, ...options, out_request_no: requestNo });

export const freezeBiz = z.object({
  auth_code: z.string().max(64),
  auth_code_type: z.enum(['bar_code', 'security_code']),
  out_order_no: outTradeNo,
  out_request_no: requestNo,
  order_title: z.string().min(1).max(100),
  amount,
  trans_currency: z.string().max(8).optional(),
  pay_timeout: z.string().max(6).optional(),
});

export const unfreezeBiz = z.object({
  auth_no: z.string().min(1).max(28),
  out_request_no: requestNo,
  amount,
  remark: z.string().min(1).max(200),
});

export const operationBiz = z.object({
  auth_no: z.string().max(28).optional(),
  out_order_no: z.string().max(64).optional(),
  operation_id: z.string().max(64).optional(),
  out_request_no: z.string().max(64).optional(),
  remark: z.string().max(200).optional(),
});

export const billBiz = z.object({ bill_type: z.string(), bill_date: z.string() });

/** An empty field and null are fields that were not sent. */
export function readBiz<Body>(schema: z.ZodType<Body>, asked: Asked, word: FailureName): Body {
  const { biz, notifyUrl } = asked;
  if (biz.kind === 'broken') throw refusal('isv.illegal-json', 'biz_content');
  if (notifyUrl !== null && !url.safeParse(notifyUrl).success) throw refusal(word, 'notify_url');
  const given = Object.entries(biz.value).filter(([, value]) => value !== '' && value !== null);
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  throw refusal(word, parsed.error.issues[0]?.path.map(String).join('.') ?? 'biz_content');
}

export interface Money {
  readonly amountMinor: number;
  readonly currency: AlipayCurrency;
}

/** Which word is for an amount that is none, and for one out of bounds; and for a currency. */
export type MoneyWords = Readonly<Record<'syntax' | 'range' | 'currency', FailureName>>;

export function readMoney(text: string, currency: string | undefined, words: MoneyWords): Money {
  const code = currency ?? 'CNY';
  if (!isAlipayCurrency(code)) throw refusal(words.currency, code);
  const parsed: ParsedAmount = parseWireAmount(text, code);
  if (parsed.kind !== 'amount') throw refusal(words[parsed.kind], text.slice(0, 32));
  return { amountMinor: parsed.amountMinor, currency: code };
}
