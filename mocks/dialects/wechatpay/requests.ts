import { z } from 'zod';
import type { Refusal } from '../../kernel/refusal.ts';
import { refusal } from './api-errors.ts';
import { LARGEST_FEN } from './money.ts';

// The bodies that this gateway takes. Fields that move no money are read over; unknown ones too.

const text = (max: number, min = 1): z.ZodString => z.string().min(min).max(max);
// Not `z.int()`: its own bound would be told as the largest amount.
const fen = z.number().multipleOf(1).min(1).max(LARGEST_FEN);

const amount = z.object({ total: fen, currency: z.string().optional() });
const sceneInfo = z.looseObject({
  payer_client_ip: text(45).optional(),
  device_id: text(32).optional(),
});

const base = z.object({
  appid: text(32),
  mchid: text(32),
  description: text(127),
  out_trade_no: text(32, 6).regex(/^[\w\-|*]+$/),
  time_expire: text(64).optional(),
  attach: text(128).optional(),
  notify_url: z.url({ protocol: /^https?$/ }).max(255),
  goods_tag: text(32).optional(),
  support_fapiao: z.boolean().optional(),
  amount,
  detail: z.looseObject({}).optional(),
  scene_info: sceneInfo.optional(),
  settle_info: z.looseObject({}).optional(),
});

const h5Scene = sceneInfo.extend({
  payer_client_ip: text(45),
  h5_info: z.looseObject({ type: text(32) }),
});

export const nativeBody = base;
export const appBody = base;
export const h5Body = base.extend({ scene_info: h5Scene });
export const jsapiBody = base.extend({ payer: z.looseObject({ openid: text(128) }) });
export const codepayBody = base.omit({ notify_url: true, time_expire: true }).extend({
  payer: z.looseObject({ auth_code: text(32) }),
  scene_info: sceneInfo,
});

export const closeBody = z.object({ mchid: text(32) });
export const reverseBody = z.object({ mchid: text(32), appid: text(32).optional() });

export const refundBody = z.object({
  transaction_id: text(32).optional(),
  out_trade_no: text(32, 6).optional(),
  out_refund_no: text(64).regex(/^[\w\-|*@]+$/),
  reason: text(80).optional(),
  notify_url: z
    .url({ protocol: /^https?$/ })
    .max(256)
    .optional(),
  funds_account: z.enum(['AVAILABLE', 'UNSETTLED']).optional(),
  amount: z.object({ refund: fen, total: fen, currency: z.string() }),
  goods_detail: z.array(z.looseObject({})).optional(),
});

/** What a test says of the payer. */
export const payBody = z.object({
  out_trade_no: text(32).optional(),
  code_url: text(512).optional(),
  prepay_id: text(64).optional(),
  openid: text(128).optional(),
});

export type PrepayBody = z.infer<typeof base>;
export type CodepayBody = z.infer<typeof codepayBody>;
export type RefundBody = z.infer<typeof refundBody>;

/** What WeChat Pay calls the fields in its messages. */
const LABELS: Readonly<Record<string, string>> = {
  appid: '公众号ID',
  mchid: '商户号',
  description: '商品描述',
  out_trade_no: '商户订单号',
  time_expire: '交易结束时间',
  attach: '附加数据',
  notify_url: '通知地址',
  amount: '金额信息',
  total: '总金额',
  refund: '退款金额',
  currency: '货币类型',
  payer: '支付者',
  openid: '用户标识',
  auth_code: '付款码',
  scene_info: '场景信息',
  payer_client_ip: '用户终端IP',
  h5_info: 'H5场景信息',
  type: '场景类型',
  out_refund_no: '商户退款单号',
  reason: '退款原因',
};

/** Reads a body or throws WeChat Pay's 400 for the first thing that is wrong with it. */
export function readBody<Body>(schema: z.ZodType<Body>, body: unknown): Body {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const [problem] = parsed.error.issues;
  throw problem === undefined ? refusal('PARAM_ERROR') : problemWith(problem, body ?? {});
}

function problemWith(problem: z.core.$ZodIssue, body: unknown): Refusal {
  const value = valueAt(body, problem.path);
  const field = `/${problem.path.map(String).join('/')}`;
  const name = String(problem.path.at(-1) ?? '');
  const label = LABELS[name] ?? name;
  const { said, reason, shown } = wordsFor(problem, value, `“/body${field}”`, label);
  return paramError(`${said}，${reason}`, {
    field,
    issue: reason,
    location: 'body',
    // A payment code is as good as money.
    ...(isPlain(shown) && name !== 'auth_code' ? { value: shown } : {}),
  });
}

export const paramError = (message: string, detail: object): Refusal =>
  refusal('PARAM_ERROR', message, detail);

const isPlain = (value: unknown): boolean =>
  ['string', 'number', 'boolean'].includes(typeof value) && String(value).length <= 256;

interface Words {
  /** What was done with which field. */
  readonly said: string;
  /** Why it did not do. */
  readonly reason: string;
  /** What the detail calls the value: of a text that is too long or too short its length. */
  readonly shown: unknown;
}

/** The sentences of WeChat Pay's gateway, as merchants quote them. */
function wordsFor(problem: z.core.$ZodIssue, value: unknown, source: string, label: string): Words {
  if (value === undefined || value === null) {
    const said = `输入源${source}映射到字段“${label}”必填性规则校验失败`;
    return { said, reason: '此字段为必填项', shown: '' };
  }
  const ofText = `输入源${source}映射到值字段“${label}”字符串规则校验失败`;
  const ofNumber = `输入源${source}映射到数值字段“${label}”规则校验失败`;
  const length = lengthOf(value);
  switch (problem.code) {
    case 'too_small': {
      const least = String(problem.minimum);
      return problem.origin === 'string'
        ? { said: ofText, reason: `字符数 ${length}，小于最小值 ${least}`, shown: length }
        : { said: ofNumber, reason: `值低于最小值 ${least}`, shown: value };
    }
    case 'too_big': {
      const most = String(problem.maximum);
      return problem.origin === 'string'
        ? { said: ofText, reason: `字符数 ${length}，大于最大值 ${most}`, shown: length }
        : { said: ofNumber, reason: `值高于最大值 ${most}`, shown: value };
    }
    case 'not_multiple_of':
      return wordsFor({ ...problem, code: 'invalid_type', expected: 'int' }, value, source, label);
    case 'invalid_type': {
      const said = `无法将 JSON 输入源${source}映射到目标字段“${label}”中`;
      const wanted = WANTED[problem.expected] ?? problem.expected;
      return { said, reason: `此字段需要一个合法的 ${wanted}`, shown: value };
    }
    case 'invalid_format': {
      const pattern = problem.format === 'url' ? URL_PATTERN : (problem.pattern ?? '').slice(1, -1);
      return { said: ofText, reason: `字符串必须匹配正则表达式“${pattern}”`, shown: value };
    }
    default: {
      const said = `输入源${source}映射到字段“${label}”规则校验失败`;
      return { said, reason: '值不在枚举范围内', shown: value };
    }
  }
}

/** How WeChat Pay writes down what an address has to look like. */
const URL_PATTERN = String.raw`^https?://([^\s/?#\[\]\@]+\@)?([^\s/?#\@:]+)(?::\d{2,5})?([^\s?#\[\]]*)$`;

const WANTED: Readonly<Record<string, string>> = {
  int: '32 位有符号整数',
  number: '32 位有符号整数',
  string: '字符串',
  object: '对象',
  boolean: '布尔值',
  array: '数组',
};

const lengthOf = (value: unknown): number => (typeof value === 'string' ? value.length : 0);

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  let value = body;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

/** Text in an unchecked body, where an order is looked for before anything is checked. */
export function textIn(body: unknown, ...path: readonly string[]): string | null {
  const value = valueAt(body, path);
  return typeof value === 'string' ? value : null;
}

/** The same parameters in any order are the same. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}
