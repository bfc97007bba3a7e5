import { createSign, randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { wechatpayDialect } from '../dialects/wechatpay/index.ts';
import { TEST_CODES, TEST_PAYERS } from '../dialects/wechatpay/payers.ts';
import type { Dialect } from '../kernel/dialect.ts';
import { createKeyRing } from '../keys/key-ring.ts';
import { WECHATPAY } from './drive-wechatpay.fixture.ts';
import { describeEveryFault } from './every-fault.fixture.ts';
import { startRig } from './rig.fixture.ts';
import type { Rig, Seen } from './rig.fixture.ts';

// Faults that depend on what a provider says and does about them, on the WeChat Pay gateway. Paying
// by code is the way that moves money at once.

/** With keys that all tests share: they take long to make. */
const keys = createKeyRing();
const dialect: Dialect = {
  ...wechatpayDialect,
  open: (gateway) => wechatpayDialect.open({ ...gateway, keys }),
};

const CODEPAY = '/v3/pay/transactions/codepay';
const REFUNDS = '/v3/refund/domestic/refunds';
const onlyConfirm = { operations: ['confirm'] } as const;
const onlyRefund = { operations: ['refund'] } as const;

function ask(rig: Rig, method: string, path: string, body?: object) {
  const {
    WECHATPAY_MCHID: mchid,
    WECHATPAY_SERIAL_NO: serial,
    WECHATPAY_PRIVATE_KEY: key = '',
  } = rig.gateway.environment;
  const timestamp = String(Math.floor(Date.now() / 1000));
  const nonce = randomUUID();
  const text = body === undefined ? '' : JSON.stringify(body);
  const signature = createSign('RSA-SHA256')
    .update(`${method}\n${path}\n${timestamp}\n${nonce}\n${text}\n`)
    .sign(key, 'base64');
  return rig.ask(method, path, {
    ...(body === undefined ? {} : { body }),
    headers: {
      accept: 'application/json',
      'user-agent': 'tests',
      authorization:
        `WECHATPAY2-SHA256-RSA2048 mchid="${mchid}",nonce_str="${nonce}",` +
        `timestamp="${timestamp}",serial_no="${serial}",signature="${signature}"`,
    },
  });
}

function pay(rig: Rig, outTradeNo: string): Promise<Seen> {
  const { WECHATPAY_MCHID: mchid, WECHATPAY_APPID: appid } = rig.gateway.environment;
  const body = {
    appid,
    mchid,
    description: 'goods',
    out_trade_no: outTradeNo,
    amount: { total: 1000, currency: 'CNY' },
    payer: { auth_code: TEST_CODES.paysAtOnce.code },
    scene_info: { device_id: 'till-1' },
  };
  return ask(rig, 'POST', CODEPAY, body);
}

function order(rig: Rig, product: string, outTradeNo: string, more: object = {}): Promise<Seen> {
  const { WECHATPAY_MCHID: mchid, WECHATPAY_APPID: appid } = rig.gateway.environment;
  return ask(rig, 'POST', `/v3/pay/transactions/${product}`, {
    appid,
    mchid,
    description: 'goods',
    out_trade_no: outTradeNo,
    notify_url: 'http://127.0.0.1:9/notify',
    amount: { total: 1000, currency: 'CNY' },
    ...more,
  });
}

function refund(rig: Rig, outRefundNo: string): Promise<Seen> {
  const body = {
    out_trade_no: 'order-1',
    out_refund_no: outRefundNo,
    amount: { refund: 400, total: 1000, currency: 'CNY' },
  };
  return ask(rig, 'POST', REFUNDS, body);
}

/** Waits until the request met its fault, and for its answer no longer. */
async function abandon(rig: Rig, asked: Promise<Seen>): Promise<void> {
  void asked;
  await expect.poll(() => rig.gateway.faults.list()[0]?.met, { timeout: 10_000 }).toBe(1);
}

const refunded = (rig: Rig): number =>
  rig.gateway
    .ledger()
    .filter(({ movement }) => movement === 'refund')
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);

const jsonOf = (seen: Seen): unknown =>
  seen.kind === 'answered' ? JSON.parse(seen.body) : { seen };

describeEveryFault(WECHATPAY);

describe('WeChat Pay under faults', () => {
  test('pays when nothing is armed', async () => {
    await using rig = await startRig({ dialect });
    expect(jsonOf(await pay(rig, 'order-1'))).toMatchObject({ trade_state: 'SUCCESS' });
    expect(rig.captured()).toBe(1000);
  });

  test('rate-limit, maintenance and error-status come in its words, signed', async () => {
    await using rig = await startRig({ dialect });
    rig.arm('rate-limit', { retryAfterSeconds: 9 }, onlyConfirm);
    const limited = await pay(rig, 'order-1');
    expect(limited).toMatchObject({
      status: 429,
      headers: { 'retry-after': '9', 'wechatpay-signature': expect.any(String) },
    });
    expect(jsonOf(limited)).toMatchObject({ code: 'FREQUENCY_LIMITED' });
    rig.gateway.faults.clearAll();
    rig.arm('maintenance', {}, onlyConfirm);
    expect(jsonOf(await pay(rig, 'order-1'))).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    rig.gateway.faults.clearAll();
    rig.arm('error-status', { status: 500 }, onlyConfirm);
    expect(jsonOf(await pay(rig, 'order-1'))).toMatchObject({ code: 'SYSTEM_ERROR' });
    expect(rig.captured()).toBe(0);
    rig.gateway.faults.clearAll();
    expect(jsonOf(await pay(rig, 'order-1'))).toMatchObject({ trade_state: 'SUCCESS' });
  });

  test('decline-surge: the payer who always pays is declined and not charged', async () => {
    await using rig = await startRig({ dialect });
    rig.arm('decline-surge', { kind: 'hard' });
    const declined = await pay(rig, 'order-1');
    expect(declined).toMatchObject({ status: 403 });
    expect(jsonOf(declined)).toMatchObject({ code: 'ACCOUNT_ERROR' });
    expect(rig.gateway.ledger()).toEqual([]);
    expect(rig.gateway.journal(1)).toMatchObject([{ decline: { kind: 'hard' } }]);
  });

  test('decline-surge: payers of JSAPI and of QR codes are declined too', async () => {
    await using rig = await startRig({ dialect });
    rig.arm('decline-surge');
    const openid = TEST_PAYERS.paysAtOnce.openid;
    expect(await order(rig, 'jsapi', 'order-1', { payer: { openid } })).toMatchObject({
      status: 200,
    });
    expect(rig.gateway.journal(1)).toMatchObject([{ decline: { kind: 'soft' } }]);
    await order(rig, 'native', 'order-2');
    expect(await rig.ask('POST', '/paydrill/pay/order-2')).toMatchObject({ status: 403 });
    expect(rig.gateway.ledger()).toEqual([]);
    rig.gateway.faults.clearAll();
    expect(await rig.ask('POST', '/paydrill/pay/order-1')).toMatchObject({ status: 200 });
    expect(rig.captured()).toBe(1000);
  });

  test.each([
    'processed-then-lost',
    'processed-then-500',
    'cut-body',
    'malformed-body',
    'html-error-page',
    'connection-reset',
  ])('%s: the same number again charges no second time', async (fault) => {
    await using rig = await startRig({ dialect });
    rig.arm(fault, {}, onlyConfirm);
    await pay(rig, 'order-1');
    const before = rig.captured();
    rig.gateway.faults.clearAll();
    const again = jsonOf(await pay(rig, 'order-1'));
    // What was paid already says so; what never arrived is paid now.
    expect(again).toMatchObject(before > 0 ? { code: 'ORDERPAID' } : { trade_state: 'SUCCESS' });
    expect(rig.captured()).toBe(1000);
  });

  test('processed-then-lost: another number charges twice, and the ledger says so', async () => {
    await using rig = await startRig({ dialect });
    rig.arm('processed-then-lost', {}, onlyConfirm);
    await pay(rig, 'order-1');
    rig.gateway.faults.clearAll();
    await pay(rig, 'order-1*2');
    expect(rig.captured()).toBe(2000);
    expect(rig.gateway.ledger().map(({ order }) => order)).toEqual(
      Array.from({ length: 4 }, () => 'order-1'),
    );
  });

  test('processed-then-500: a refund is made once, whatever its caller was told', async () => {
    await using rig = await startRig({ dialect });
    await pay(rig, 'order-1');
    rig.arm('processed-then-500', {}, onlyRefund);
    expect(await refund(rig, 'r-1')).toMatchObject({ status: 500 });
    rig.gateway.faults.clearAll();
    expect(jsonOf(await refund(rig, 'r-1'))).toMatchObject({ out_refund_no: 'r-1' });
    rig.clock.advance(1000);
    expect(refunded(rig)).toBe(400);
  });

  test('late-arrival: a retry with its number pays first, the late one charges no second time', async () => {
    await using rig = await startRig({ dialect });
    rig.arm('late-arrival', { holdMs: 60_000 }, onlyConfirm);
    const late = rig.nextExchange(({ faults }) => faults.includes('late-arrival'));
    await abandon(rig, pay(rig, 'order-1'));
    rig.gateway.faults.clearAll();
    expect(jsonOf(await pay(rig, 'order-1'))).toMatchObject({ trade_state: 'SUCCESS' });
    rig.clock.advance(60_000);
    expect(await late).toMatchObject({ isReplay: true });
    expect(rig.captured()).toBe(1000);
  });

  test('late-arrival: a close finds nothing to close, and the late request still charges', async () => {
    await using rig = await startRig({ dialect });
    rig.arm('late-arrival', { holdMs: 60_000 }, onlyConfirm);
    const late = rig.nextExchange(({ faults }) => faults.includes('late-arrival'));
    await abandon(rig, pay(rig, 'order-1'));
    rig.gateway.faults.clearAll();
    const { WECHATPAY_MCHID: mchid } = rig.gateway.environment;
    const path = '/v3/pay/transactions/out-trade-no/order-1/close';
    // Not found is not a no: there is nothing to close yet, and the request still arrives.
    expect(await ask(rig, 'POST', path, { mchid })).toMatchObject({ status: 404 });
    rig.clock.advance(60_000);
    await late;
    expect(rig.captured()).toBe(1000);
  });

  test('token-expiry and token-endpoint-down never meet it', async () => {
    await using rig = await startRig({ dialect });
    rig.arm('token-expiry');
    rig.arm('token-endpoint-down');
    expect(jsonOf(await pay(rig, 'order-1'))).toMatchObject({ trade_state: 'SUCCESS' });
    expect(rig.gateway.faults.list()).toMatchObject([{ met: 0 }, { met: 0 }]);
  });
});
