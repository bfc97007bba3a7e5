import type { WebhookRules } from '../../kernel/webhook-rules.ts';
import type { AuthRecord, OperationRecord, TradeRecord } from './books.ts';
import { buyerById } from './buyers.ts';
import type { Desk } from './desk.ts';
import { notifyId } from './ids.ts';
import type { Certified } from './merchant.ts';
import { toWire } from './money.ts';
import { signedContent, signText, type Fields } from './signature.ts';
import { amountFields, buyerFields, fundBills, namesOf } from './trade-view.ts';
import { wireTime } from './wire-time.ts';

// Notifications: a form that is posted to the `notify_url` of the payment. By default a trade tells
// that it was paid and nothing else: neither closing nor refunds are told.
// https://opendocs.alipay.com/open/203/105286

/** How the journal and the ledger name a payment. */
export interface PaymentNames {
  readonly object: string;
  readonly order: string;
}

export function tellPaid(desk: Desk, trade: TradeRecord, payment: PaymentNames): void {
  const { subject, body, passback, createdMs, paidMs, status } = trade;
  publish(desk, 'trade_status_sync', trade.notifyUrl, payment, {
    ...namesOf(trade),
    ...renamedBuyer(trade),
    ...amountFields(trade),
    seller_id: desk.merchant.sellerId,
    trade_status: status,
    subject,
    ...(body === null ? {} : { body }),
    ...(passback === null ? {} : { passback_params: passback }),
    gmt_create: wireTime(createdMs),
    gmt_payment: wireTime(paidMs ?? createdMs),
    fund_bill_list: JSON.stringify(
      fundBills(trade).map((bill) => ({ ...bill, fundChannel: 'ALIPAYACCOUNT' })),
    ),
  });
}

/** Answers say `buyer_user_id`, notifications `buyer_id`. */
function renamedBuyer(trade: TradeRecord): Readonly<Record<string, unknown>> {
  const { buyer_user_id: id, ...rest } = buyerFields(trade);
  return id === undefined ? rest : { ...rest, buyer_id: id };
}

/** Funds were frozen, or set free. */
export function tellHold(
  desk: Desk,
  type: 'fund_auth_freeze' | 'fund_auth_unfreeze',
  auth: AuthRecord,
  operation: OperationRecord,
  notifyUrl: string | null,
): void {
  const { currency, amountMinor, releasedMinor, paidMinor, payerId } = auth;
  const wire = (minor: number): string => toWire(minor, currency);
  publish(
    desk,
    type,
    notifyUrl,
    { object: auth.authNo, order: auth.outOrderNo },
    {
      auth_no: auth.authNo,
      out_order_no: auth.outOrderNo,
      operation_id: operation.operationId,
      out_request_no: operation.requestNo,
      operation_type: operation.type,
      amount: wire(operation.amountMinor),
      status: operation.status,
      gmt_create: wireTime(operation.createdMs),
      gmt_trans: wireTime(operation.movedMs ?? operation.createdMs),
      payer_logon_id: buyerById(payerId)?.logonId ?? '',
      payer_user_id: payerId,
      payee_user_id: desk.merchant.sellerId,
      total_freeze_amount: wire(amountMinor),
      total_unfreeze_amount: wire(releasedMinor),
      total_pay_amount: wire(paidMinor),
      rest_amount: wire(amountMinor - releasedMinor - paidMinor),
    },
  );
}

function publish(
  desk: Desk,
  type: string,
  url: string | null,
  { object, order }: PaymentNames,
  fields: Readonly<Record<string, unknown>>,
): void {
  const { gateway, merchant } = desk;
  const id = notifyId(gateway.ids, gateway.clock.now());
  const form = new URLSearchParams({
    notify_type: type,
    notify_id: id,
    app_id: merchant.appId,
    auth_app_id: merchant.appId,
    charset: 'utf-8',
    version: '1.0',
  });
  for (const [name, value] of Object.entries(fields)) form.set(name, String(value));
  const message = { id, type, order, object, body: form.toString() };
  gateway.publish(url === null ? message : { ...message, url });
}

const MINUTE_MS = 60_000;

/** Eight tries in all, within 25 hours. */
const RETRY_DELAYS_MS = [4, 10, 10, 60, 120, 360, 900].map((minutes) => minutes * MINUTE_MS);

/** How long Alipay waits for an answer is nowhere said. */
const TIMEOUT_MS = 10_000;

/** What signs a notification. */
export interface NotifySigner {
  readonly gateway: Pick<Desk['gateway'], 'keys'>;
  readonly merchant: { readonly alipay: Pick<Certified, 'privateKey'> };
}

export function createNotifyRules(desk: NotifySigner): WebhookRules {
  return {
    retryDelaysMs: RETRY_DELAYS_MS,
    timeoutMs: TIMEOUT_MS,
    order: 'none',
    // These seven characters and nothing round them.
    isAccepted: (status, body) => status === 200 && body === 'success',
    dress({ body }, { nowMs, signer }) {
      const fields = {
        ...Object.fromEntries(new URLSearchParams(body)),
        notify_time: wireTime(nowMs),
      };
      const key =
        signer === 'stranger'
          ? desk.gateway.keys.rsa('stranger').privateKey
          : desk.merchant.alipay.privateKey;
      return {
        headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
        body: new URLSearchParams(
          signer === 'nobody' ? { ...fields, sign_type: 'RSA2' } : signNotice(fields, key),
        ).toString(),
      };
    },
  };
}

/** Unlike a request's, the signature of a notice does not cover `sign_type`. */
export function signNotice(fields: Fields, key: Parameters<typeof signText>[1]): Fields {
  const sign = signText(signedContent(fields, ['sign_type']), key);
  return { ...fields, sign_type: 'RSA2', sign };
}
