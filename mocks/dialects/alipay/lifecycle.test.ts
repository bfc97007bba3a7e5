import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { authCodeOf, HESITATION_MS, userIdOf } from './buyers.ts';
import { barcode, nextOrder, startRig, type Rig } from './rig.fixture.ts';
import { REFUND_WINDOW_MS } from './trade-state.ts';
import { wireTime } from './wire-time.ts';

// The whole life of a payment by the official client, unchanged, in v2.

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

const DAY_MS = 86_400_000;

const statusOf = async (order: string): Promise<unknown> =>
  (await rig.exec('alipay.trade.query', { out_trade_no: order }))['tradeStatus'];

describe('a payment at the till', () => {
  it('is paid at once, and both the hold and its capture are in the ledger', async () => {
    const order = nextOrder();
    const paid = await rig.exec('alipay.trade.pay', barcode(order));
    expect(paid).toMatchObject({
      code: '10000',
      msg: 'Success',
      outTradeNo: order,
      totalAmount: '88.88',
      receiptAmount: '88.88',
      buyerUserId: userIdOf('01'),
      fundBillList: [{ fundChannel: 'ALIPAYACCOUNT', amount: '88.88' }],
    });
    expect(paid['tradeNo']).toMatch(/^20\d{26}$/);
    expect(paid['gmtPayment']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(paid.traceId).toMatch(/^[0-9a-f]{30}$/);
    expect(rig.ledger()).toMatchObject(
      ['authorise', 'capture'].map((movement) => ({
        movement,
        order,
        object: paid['tradeNo'],
        authorisation: paid['tradeNo'],
        amountMinor: 8888,
        currency: 'CNY',
      })),
    );
    expect(rig.gateway.journal(1)).toMatchObject([
      { operation: 'confirm', order, object: paid['tradeNo'], status: 200, key: null },
    ]);
  });

  it('waits for a buyer who has to enter a password, and is paid when the time has come', async () => {
    const order = nextOrder();
    const asked = await rig.exec(
      'alipay.trade.pay',
      barcode(order, { auth_code: authCodeOf('02') }),
    );
    expect(asked).toMatchObject({ code: '10003', outTradeNo: order, totalAmount: '88.88' });
    expect(await statusOf(order)).toBe('WAIT_BUYER_PAY');
    expect(rig.movements()).toEqual([]);
    rig.clock.advance(HESITATION_MS);
    expect(await statusOf(order)).toBe('TRADE_SUCCESS');
    expect(rig.movements()).toEqual(['authorise 8888', 'capture 8888']);
  });

  it('closes by itself when its buyer never pays', async () => {
    const order = nextOrder();
    const body = { auth_code: authCodeOf('03'), timeout_express: '5m' };
    await rig.exec('alipay.trade.pay', barcode(order, body));
    rig.clock.advance(5 * 60_000 - 1000);
    expect(await statusOf(order)).toBe('WAIT_BUYER_PAY');
    rig.clock.advance(1000);
    expect(await statusOf(order)).toBe('TRADE_CLOSED');
    expect(rig.movements()).toEqual([]);
  });

  it('closes at the time that it was given', async () => {
    const order = nextOrder();
    const inAnHour = wireTime(rig.clock.now() + 3_600_000);
    const body = { auth_code: authCodeOf('03'), time_expire: inAnHour };
    await rig.exec('alipay.trade.pay', barcode(order, body));
    rig.clock.advance(58 * 60_000);
    expect(await statusOf(order)).toBe('WAIT_BUYER_PAY');
    rig.clock.advance(3 * 60_000);
    expect(await statusOf(order)).toBe('TRADE_CLOSED');
  });

  it('is finished a year after it was paid', async () => {
    const order = nextOrder();
    await rig.exec('alipay.trade.pay', barcode(order));
    rig.clock.advance(REFUND_WINDOW_MS);
    expect(await statusOf(order)).toBe('TRADE_FINISHED');
  });
});

describe('an order made beforehand', () => {
  it('is a trade at once when its buyer is known', async () => {
    const order = nextOrder();
    const body = { ...barcode(order), buyer_id: userIdOf('01') };
    const created = await rig.exec('alipay.trade.create', body);
    expect(created).toMatchObject({ code: '10000', outTradeNo: order });
    expect(await statusOf(order)).toBe('WAIT_BUYER_PAY');
    await rig.browse(`/cashier/${String(created['tradeNo'])}/pay`, { method: 'POST' });
    expect(await statusOf(order)).toBe('TRADE_SUCCESS');
    expect(rig.movements()).toEqual(['authorise 8888', 'capture 8888']);
  });

  it('does not exist before its code is scanned', async () => {
    const order = nextOrder();
    const offered = await rig.exec('alipay.trade.precreate', barcode(order));
    expect(offered).toMatchObject({ code: '10000', outTradeNo: order });
    expect(await rig.exec('alipay.trade.query', { out_trade_no: order })).toMatchObject({
      code: '40004',
      subCode: 'ACQ.TRADE_NOT_EXIST',
    });
    const code = String(offered['qrCode']);
    expect(code.startsWith(`${rig.baseUrl}/cashier/`)).toBe(true);
    expect((await rig.browse(code)).text).toContain('Tea, two cups');
    expect(await statusOf(order)).toBe('WAIT_BUYER_PAY');
    const paid = await rig.browse(`${code}/pay`, { method: 'POST' });
    expect(paid).toMatchObject({ status: 200 });
    expect(await statusOf(order)).toBe('TRADE_SUCCESS');
  });

  it('has a code that is good for two hours', async () => {
    const order = nextOrder();
    const { qrCode } = await rig.exec('alipay.trade.precreate', barcode(order));
    rig.clock.advance(2 * 3_600_000);
    expect((await rig.browse(String(qrCode))).status).toBe(410);
    const again = await rig.exec('alipay.trade.precreate', barcode(order));
    expect(again['qrCode']).not.toBe(qrCode);
  });
});

describe('a paid trade', () => {
  it('is refunded in parts, then wholly, and each part can be asked for', async () => {
    const order = nextOrder();
    await rig.exec('alipay.trade.pay', barcode(order));
    const first = await rig.exec('alipay.trade.refund', {
      out_trade_no: order,
      refund_amount: '8.88',
      out_request_no: 'part-1',
      refund_reason: 'cold',
      query_options: ['refund_detail_item_list'],
    });
    expect(first).toMatchObject({
      code: '10000',
      fundChange: 'Y',
      refundFee: '8.88',
      sendBackFee: '8.88',
    });
    expect(await statusOf(order)).toBe('TRADE_SUCCESS');
    const rest = { out_trade_no: order, refund_amount: 80, out_request_no: 'part-2' };
    expect(await rig.exec('alipay.trade.refund', rest)).toMatchObject({
      fundChange: 'Y',
      refundFee: '88.88',
    });
    expect(await statusOf(order)).toBe('TRADE_CLOSED');
    const part = {
      out_trade_no: order,
      out_request_no: 'part-1',
      query_options: ['gmt_refund_pay'],
    };
    expect(await rig.exec('alipay.trade.fastpay.refund.query', part)).toMatchObject({
      code: '10000',
      refundStatus: 'REFUND_SUCCESS',
      refundAmount: '8.88',
      totalAmount: '88.88',
      refundReason: 'cold',
    });
    expect(rig.movements().slice(2)).toEqual(['refund 888', 'refund 8000']);
  });

  it('is refunded wholly under its own number when none is given', async () => {
    const order = nextOrder();
    await rig.exec('alipay.trade.pay', barcode(order));
    await rig.exec('alipay.trade.refund', { out_trade_no: order, refund_amount: '88.88' });
    const named = { out_trade_no: order, out_request_no: order };
    expect(await rig.exec('alipay.trade.fastpay.refund.query', named)).toMatchObject({
      refundAmount: '88.88',
    });
  });

  it('tells nothing about a refund that it does not know', async () => {
    const order = nextOrder();
    await rig.exec('alipay.trade.pay', barcode(order));
    const other = { out_trade_no: order, out_request_no: 'never' };
    const known = await rig.exec('alipay.trade.fastpay.refund.query', other);
    expect(known).toMatchObject({ code: '10000', msg: 'Success' });
    expect(known['refundStatus']).toBeUndefined();
  });

  it('gives everything back when it is cancelled within a day', async () => {
    const order = nextOrder();
    await rig.exec('alipay.trade.pay', barcode(order));
    await rig.exec('alipay.trade.refund', {
      out_trade_no: order,
      refund_amount: '1.00',
      out_request_no: 'part-1',
    });
    const cancelled = await rig.exec('alipay.trade.cancel', { out_trade_no: order });
    expect(cancelled).toMatchObject({ code: '10000', action: 'refund', retryFlag: 'N' });
    expect(rig.movements().slice(2)).toEqual(['refund 100', 'refund 8788']);
    expect(await rig.exec('alipay.trade.cancel', { out_trade_no: order })).toMatchObject({
      action: 'refund',
    });
    expect(rig.movements()).toHaveLength(4);
  });

  it('is too old to be cancelled after a day', async () => {
    const order = nextOrder();
    await rig.exec('alipay.trade.pay', barcode(order));
    rig.clock.advance(DAY_MS);
    expect(await rig.exec('alipay.trade.cancel', { out_trade_no: order })).toMatchObject({
      subCode: 'ACQ.TRADE_CANCEL_TIME_OUT',
    });
  });

  it('asks for another cancel where its buyer makes it slow', async () => {
    const order = nextOrder();
    await rig.exec('alipay.trade.pay', barcode(order, { auth_code: authCodeOf('17') }));
    const first = await rig.exec('alipay.trade.cancel', { out_trade_no: order });
    expect(first).toMatchObject({ code: '10000', retryFlag: 'Y' });
    expect(first['action']).toBeUndefined();
    expect(await statusOf(order)).toBe('TRADE_SUCCESS');
    expect(await rig.exec('alipay.trade.cancel', { out_trade_no: order })).toMatchObject({
      retryFlag: 'N',
      action: 'refund',
    });
  });
});

describe('an unpaid trade', () => {
  it.each([
    ['alipay.trade.close', {}],
    ['alipay.trade.cancel', { retryFlag: 'N', action: 'close' }],
  ])('takes no money after %s', async (method, answer) => {
    const order = nextOrder();
    await rig.exec('alipay.trade.pay', barcode(order, { auth_code: authCodeOf('02') }));
    expect(await rig.exec(method, { out_trade_no: order })).toMatchObject({
      code: '10000',
      ...answer,
    });
    rig.clock.advance(HESITATION_MS);
    expect(await statusOf(order)).toBe('TRADE_CLOSED');
    expect(rig.movements()).toEqual([]);
  });

  it('that nobody knows can be cancelled, and comes in later all the same', async () => {
    const order = nextOrder();
    const cancelled = await rig.exec('alipay.trade.cancel', { out_trade_no: order });
    expect(cancelled).toMatchObject({ code: '10000', retryFlag: 'N', outTradeNo: order });
    expect(cancelled['action']).toBeUndefined();
    expect(await rig.exec('alipay.trade.pay', barcode(order))).toMatchObject({ code: '10000' });
  });

  it('takes its code along when it is cancelled before anyone scanned it', async () => {
    const order = nextOrder();
    const { qrCode } = await rig.exec('alipay.trade.precreate', barcode(order));
    await rig.exec('alipay.trade.cancel', { out_trade_no: order });
    expect((await rig.browse(`${String(qrCode)}/pay`, { method: 'POST' })).status).toBe(410);
    expect(rig.movements()).toEqual([]);
  });
});
