import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MovableClock } from '../../kernel/clock.ts';
import { billDay } from './beijing-time.ts';
import { TEST_PAYERS } from './payers.ts';
import { at, NOTIFY_URL, startRig, textAt, type Rig } from './rig.fixture.ts';

// Whole lives of payments, through the client library as it is.

const DAY_MS = 86_400_000;

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

const order = (outTradeNo: string, total = 1000) => ({
  description: 'Image形象店-深圳腾大-QQ公仔',
  out_trade_no: outTradeNo,
  notify_url: NOTIFY_URL,
  amount: { total },
});

const stateOf = async (outTradeNo: string): Promise<unknown> =>
  at((await rig.pay.query({ out_trade_no: outTradeNo })).data, 'trade_state');

describe('a Native order', () => {
  it('is paid by who scans its code, found by both numbers, and refunded in parts', async () => {
    const created = await rig.pay.transactions_native(order('order-17'));
    expect(created).toMatchObject({ status: 200 });
    const codeUrl = textAt(created.data, 'code_url');
    expect(codeUrl).toMatch(/^weixin:\/\/wxpay\/bizpayurl\?pr=\w{9}$/);
    expect(await stateOf('order-17')).toBe('NOTPAY');

    const scanned = await rig.ask('POST', '/paydrill/pay', { code_url: codeUrl });
    expect(scanned.status).toBe(200);
    const { data } = await rig.pay.query({ out_trade_no: 'order-17' });
    expect(data).toMatchObject({
      appid: rig.appid,
      mchid: rig.mchid,
      trade_state: 'SUCCESS',
      trade_state_desc: '支付成功',
      trade_type: 'NATIVE',
      bank_type: 'OTHERS',
      amount: { total: 1000, payer_total: 1000, currency: 'CNY', payer_currency: 'CNY' },
    });
    const transactionId = textAt(data, 'transaction_id');
    expect(transactionId).toMatch(/^4200\d{24}$/);
    expect(textAt(data, 'success_time')).toMatch(/\+08:00$/);
    const byId = await rig.pay.query({ transaction_id: transactionId });
    expect(byId.data).toEqual(data);

    const refunded = await rig.pay.refunds({
      transaction_id: transactionId,
      out_refund_no: 'refund-1',
      reason: '商品已售完',
      amount: { refund: 300, total: 1000, currency: 'CNY' },
    });
    expect(refunded).toMatchObject({ status: 200, data: { status: 'PROCESSING' } });
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000']);
    expect(await stateOf('order-17')).toBe('REFUND');
    rig.clock.advance(1000);
    expect((await rig.pay.find_refunds('refund-1')).data).toMatchObject({
      status: 'SUCCESS',
      channel: 'ORIGINAL',
      out_trade_no: 'order-17',
      transaction_id: transactionId,
      amount: { refund: 300, total: 1000, payer_refund: 300, payer_total: 1000 },
    });
    await rig.pay.refunds({
      out_trade_no: 'order-17',
      out_refund_no: 'refund-2',
      amount: { refund: 700, total: 1000, currency: 'CNY' },
    });
    rig.clock.advance(1000);
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000', 'refund 300', 'refund 700']);
    const [authorised, captured, refund] = rig.gateway.ledger();
    expect(authorised).toMatchObject({
      order: 'order-17',
      object: 'order-17',
      authorisation: transactionId,
      currency: 'CNY',
    });
    const scan = rig.gateway.journal(100).find(({ operation }) => operation === 'confirm');
    expect(captured?.exchange).toBe(scan?.exchange);
    const asked = rig.gateway.journal(100).find(({ key }) => key === 'refund-1');
    expect(refund?.exchange).toBe(asked?.exchange);
  });

  it('is closed with 204, as often as asked, and can’t be paid any more', async () => {
    await rig.pay.transactions_native(order('order-18'));
    expect((await rig.pay.close('order-18')).status).toBe(204);
    expect((await rig.pay.close('order-18')).status).toBe(204);
    expect(await stateOf('order-18')).toBe('CLOSED');
    const scanned = await rig.payer('order-18');
    expect(scanned).toMatchObject({ status: 400, body: { code: 'ORDER_CLOSED' } });
    expect(rig.movements()).toEqual([]);
  });

  it('is over after seven days, or at the time that the merchant set', async () => {
    await rig.pay.transactions_native(order('order-19'));
    await rig.pay.transactions_native({
      ...order('order-20'),
      time_expire: new Date(Date.now() + 600_000).toISOString(),
    });
    rig.clock.advance(601_000);
    expect(await stateOf('order-20')).toBe('CLOSED');
    expect(await stateOf('order-19')).toBe('NOTPAY');
    rig.clock.advance(7 * DAY_MS);
    expect(await stateOf('order-19')).toBe('CLOSED');
  });
});

describe('a JSAPI order', () => {
  const jsapi = (outTradeNo: string, openid: string) =>
    rig.pay.transactions_jsapi({ ...order(outTradeNo), payer: { openid } });

  it('gets the parameters that the page of a merchant invokes WeChat with', async () => {
    const created = await jsapi('order-21', TEST_PAYERS.neverPays.openid);
    // The library signs them with the merchant's key; nothing of that reaches the gateway.
    expect(created).toMatchObject({
      status: 200,
      data: { appId: rig.appid, signType: 'RSA', package: expect.stringMatching(/^prepay_id=wx/) },
    });
    expect(rig.movements()).toEqual([]);
  });

  it('is paid at once, or a little later, by those test payers who pay by themselves', async () => {
    await jsapi('order-22', TEST_PAYERS.paysAtOnce.openid);
    expect(await stateOf('order-22')).toBe('SUCCESS');
    await jsapi('order-23', TEST_PAYERS.paysSoon.openid);
    expect(await stateOf('order-23')).toBe('NOTPAY');
    expect(rig.gateway.status().detached).toBe(1);
    rig.clock.advance(2000);
    expect(rig.gateway.status().detached).toBe(0);
    expect(await stateOf('order-23')).toBe('SUCCESS');
    expect(rig.movements()).toHaveLength(4);
  });

  it('is paid by anybody else when the test says so', async () => {
    await jsapi('order-24', 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o');
    expect(await stateOf('order-24')).toBe('NOTPAY');
    await rig.payer('order-24');
    const { data } = await rig.pay.query({ out_trade_no: 'order-24' });
    expect(data).toMatchObject({
      trade_state: 'SUCCESS',
      payer: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' },
    });
  });
});

describe('orders of H5 and app', () => {
  it('are paid by opening the link, or by prepay id', async () => {
    const h5 = await rig.pay.transactions_h5({
      ...order('order-25'),
      scene_info: {
        payer_client_ip: '203.0.113.7',
        h5_info: { type: 'Wap', app_name: 'shop', app_url: 'https://shop.example' },
      },
    });
    const page = await fetch(textAt(h5.data, 'h5_url'));
    expect(page.status).toBe(200);
    expect(await stateOf('order-25')).toBe('SUCCESS');
    const app = await rig.pay.transactions_app(order('order-26'));
    expect(app.status).toBe(200);
    const prepayId = textAt(app.data, 'prepayid');
    await rig.ask('POST', '/paydrill/pay', { prepay_id: prepayId });
    expect(await stateOf('order-26')).toBe('SUCCESS');
  });
});

describe('what was planned', () => {
  it('is done before the next request even if nothing woke the gateway', async () => {
    let passedMs = 0;
    const sleepless: MovableClock = {
      now: () => Date.now() + passedMs,
      get advancedMs() {
        return passedMs;
      },
      sleep: () => new Promise(() => undefined),
      advance: (ms) => (passedMs += ms),
      onAdvanced: () => undefined,
    };
    await using still = await startRig({}, sleepless);
    await still.paid('order-28');
    await still.refund('order-28', 'refund-28');
    sleepless.advance(1000);
    expect(still.movements()).toHaveLength(2);
    await still.refund('order-28', 'refund-28');
    expect(still.movements()).toHaveLength(3);
    await still.paid('order-29');
    await still.refund('order-29', 'refund-29');
    sleepless.advance(1000);
    await still.query('order-29');
    expect(still.movements()).toHaveLength(6);
  });
});

describe('a bill', () => {
  it('is offered the day after, downloaded by the library and worth its hash', async () => {
    await rig.paid('order-27');
    const day = billDay(rig.clock.now());
    rig.clock.advance(2 * DAY_MS);
    const offered = await rig.pay.tradebill({ bill_date: day, bill_type: 'ALL' });
    expect(offered).toMatchObject({ status: 200, data: { hash_type: 'SHA1' } });
    const file = await rig.pay.downloadBill(textAt(offered.data, 'download_url'));
    const text = textAt(file, 'data');
    expect(createHash('sha1').update(text).digest('hex')).toBe(textAt(offered.data, 'hash_value'));
    expect(text).toContain('`order-27');
    const flow = await rig.pay.fundflowbill({ bill_date: day, account_type: 'BASIC' });
    expect(flow.status).toBe(200);
  });
});

describe('errors', () => {
  it('reach the library’s caller as WeChat Pay’s own', async () => {
    const reply = await rig.pay.query({ out_trade_no: 'order-none' });
    expect(reply.status).toBe(404);
    expect(JSON.parse(String(reply.error))).toEqual({
      code: 'ORDER_NOT_EXIST',
      message: '订单不存在',
    });
  });
});
