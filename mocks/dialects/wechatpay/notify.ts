import type { WebhookRules } from '../../kernel/webhook-rules.ts';
import { encrypt } from './aead.ts';
import { wireTime } from './beijing-time.ts';
import { merchantOrderOf, type OrderRecord, type RefundRecord } from './books.ts';
import type { Desk } from './desk.ts';
import { notificationId, requestId } from './ids.ts';
import { viewOfOrder } from './order-view.ts';
import type { Platform } from './platform.ts';
import { noticeOfRefund } from './refund-view.ts';
import type { IdSource } from '../../kernel/id-source.ts';

// Notifications: the envelope is signed as answers are, what it holds is encrypted with the
// merchant's APIv3 key. They go where the payment or the refund asked for.
// https://pay.weixin.qq.com/doc/v3/merchant/4012791861

/** Of a payment by code there is none: it is answered, or asked for. */
export function notifyPaid(desk: Desk, order: OrderRecord): void {
  if (order.notifyUrl === null) return;
  publish(desk, {
    type: 'TRANSACTION.SUCCESS',
    summary: '支付成功',
    original: 'transaction',
    content: viewOfOrder(desk, order),
    outTradeNo: order.outTradeNo,
    url: order.notifyUrl,
  });
}

const REFUND_EVENTS = {
  SUCCESS: ['REFUND.SUCCESS', '退款成功'],
  ABNORMAL: ['REFUND.ABNORMAL', '退款异常'],
  CLOSED: ['REFUND.CLOSED', '退款关闭'],
} as const;

/** Without an address of its own it goes to the one that was set for the gateway, if any was. */
export function notifyRefund(desk: Desk, refund: RefundRecord): void {
  const [type, summary] = REFUND_EVENTS[refund.fate];
  publish(desk, {
    type,
    summary,
    original: 'refund',
    content: noticeOfRefund(desk, refund),
    outTradeNo: refund.outTradeNo,
    url: refund.notifyUrl,
  });
}

interface Notice {
  readonly type: string;
  readonly summary: string;
  readonly original: 'transaction' | 'refund';
  readonly content: object;
  readonly outTradeNo: string;
  readonly url: string | null;
}

function publish({ gateway, merchant }: Desk, notice: Notice): void {
  const { ids, clock } = gateway;
  const id = notificationId(ids);
  const { original } = notice;
  const content = JSON.stringify(notice.content);
  gateway.publish({
    id,
    type: notice.type,
    order: merchantOrderOf(notice.outTradeNo),
    object: notice.outTradeNo,
    body: JSON.stringify({
      id,
      create_time: wireTime(clock.now()),
      resource_type: 'encrypt-resource',
      event_type: notice.type,
      summary: notice.summary,
      resource: {
        original_type: original,
        ...encrypt(content, original, merchant.apiV3Key, ids),
      },
    }),
    ...(notice.url === null ? {} : { url: notice.url }),
  });
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** 15s/15s/30s/3m/10m/20m/30m/30m/30m/60m/3h/3h/3h/6h/6h: 24 hours and 4 minutes. */
const RETRY_DELAYS_MS: readonly number[] = [
  15 * SECOND_MS,
  15 * SECOND_MS,
  30 * SECOND_MS,
  3 * MINUTE_MS,
  10 * MINUTE_MS,
  20 * MINUTE_MS,
  30 * MINUTE_MS,
  30 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  3 * HOUR_MS,
  3 * HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  6 * HOUR_MS,
];

export function createWebhookRules(platform: Platform, ids: IdSource): WebhookRules {
  return {
    dress: ({ body }, { nowMs, signer }) => ({
      body,
      headers: {
        'content-type': 'application/json',
        accept: '*/*',
        'user-agent': 'Mozilla/4.0',
        'Request-ID': requestId(ids),
        ...platform.signatureHeaders(body, nowMs, signer),
      },
    }),
    isAccepted: (status) => status === 200 || status === 204,
    order: 'none',
    retryDelaysMs: RETRY_DELAYS_MS,
    timeoutMs: 5000,
  };
}
