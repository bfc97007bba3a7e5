import type { Answer } from '../../kernel/answer.ts';
import type { IdempotencyRules } from '../../kernel/idempotency-rules.ts';
import type { GatewayRequest } from '../../kernel/request.ts';
import { answering, errorAnswer } from './api-errors.ts';
import { repeatCodepay } from './codepay.ts';
import type { Desk } from './desk.ts';
import { REFUNDS, TRANSACTIONS } from './paths.ts';
import { PRODUCTS, repeatPrepay } from './prepay.ts';
import { repeatRefund } from './refund-routes.ts';
import { textIn } from './requests.ts';

// WeChat Pay has no idempotency header: the merchant's own numbers are the keys, and they are never
// free again. A repetition is told what is true now. While the first request with a number is
// unanswered, the second is told to come again with the same parameters: as a refund with 429,
// which WeChat Pay documents to mean that it may be under way.

const FOR_EVER_MS = Number.MAX_SAFE_INTEGER;

export function createIdempotencyRules(desk: Desk): IdempotencyRules {
  const repeat = (request: GatewayRequest): Answer =>
    answering(() => {
      desk.catchUp();
      if (request.path === REFUNDS) return repeatRefund(desk, request);
      const product = PRODUCTS.find(({ path }) => request.path === `${TRANSACTIONS}/${path}`);
      return product === undefined
        ? repeatCodepay(desk, request)
        : repeatPrepay(desk, product, request);
    });
  return {
    keys: 'numbers',
    keyOf: keyIn,
    scopeOf: ({ path }) => (path === REFUNDS ? 'refund' : 'order'),
    retentionMs: () => FOR_EVER_MS,
    mismatch: repeat,
    inFlight: ({ path }) =>
      path === REFUNDS
        ? errorAnswer('FREQUENCY_LIMITED', '该笔退款为受理中，请降低频率原单重试，重试请勿更换单号')
        : errorAnswer('SYSTEM_ERROR'),
    replay: (_kept, request) => repeat(request),
    keep: (_call, made) => (isLasting(made) ? made : null),
  };
}

/** Also a payment by code that failed: its number is used up. */
const isLasting = ({ status }: Answer): boolean => status < 500;

function keyIn({ method, path, json }: GatewayRequest): string | null {
  if (method !== 'POST') return null;
  if (path === REFUNDS) return textIn(json, 'out_refund_no');
  const isPayment =
    path === `${TRANSACTIONS}/codepay` ||
    PRODUCTS.some((product) => path === `${TRANSACTIONS}/${product.path}`);
  return isPayment ? textIn(json, 'out_trade_no') : null;
}
