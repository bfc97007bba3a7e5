import { AlipayRequestError } from 'alipay-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { authCodeOf } from './buyers.ts';
import { barcode, holdBody, nextOrder, startRig, type Rig } from './rig.fixture.ts';

// The same payments in v3, by the official client's `curl`, which checks every signature.

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

async function errorOf(asked: Promise<unknown>): Promise<AlipayRequestError> {
  const error: unknown = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof AlipayRequestError) return error;
  throw new Error('it was not refused');
}

describe('v3', () => {
  it('leads a payment from the till to its refund', async () => {
    const order = nextOrder();
    const paid = await rig.curl('alipay.trade.pay', barcode(order));
    expect(paid).toMatchObject({
      status: 200,
      data: { out_trade_no: order, total_amount: '88.88' },
    });
    expect(paid.data).not.toHaveProperty('code');
    const name = { out_trade_no: order };
    expect((await rig.curl('alipay.trade.query', name)).data).toMatchObject({
      trade_status: 'TRADE_SUCCESS',
    });
    const refund = { ...name, refund_amount: '88.88' };
    expect((await rig.curl('alipay.trade.refund', refund)).data).toMatchObject({
      fund_change: 'Y',
    });
    const known = await rig.curl('alipay.trade.fastpay.refund.query', {
      ...name,
      out_request_no: order,
    });
    expect(known.data).toMatchObject({ refund_status: 'REFUND_SUCCESS' });
    expect(rig.movements()).toEqual(['authorise 8888', 'capture 8888', 'refund 8888']);
  });

  it('says with 202 that the buyer is asked', async () => {
    const order = nextOrder();
    const code = { auth_code: authCodeOf('03') };
    const asked = await rig.curl('alipay.trade.pay', barcode(order, code));
    expect(asked).toMatchObject({ status: 202, data: { out_trade_no: order } });
    expect(asked.data).not.toHaveProperty('gmt_payment');
    const cancelled = await rig.curl('alipay.trade.cancel', { out_trade_no: order });
    expect(cancelled.data).toMatchObject({ action: 'close', retry_flag: 'N' });
  });

  it('makes orders for later and closes them', async () => {
    const order = nextOrder();
    const offered = await rig.curl('alipay.trade.precreate', barcode(order));
    expect(offered.data).toHaveProperty('qr_code');
    await rig.browse(String(offered.data['qr_code']));
    const closed = await rig.curl('alipay.trade.close', { out_trade_no: order });
    expect(closed.data).toMatchObject({ out_trade_no: order });
    const body = { ...barcode(nextOrder()), buyer_id: '2088000000000001' };
    expect((await rig.curl('alipay.trade.create', body)).data).toHaveProperty('trade_no');
  });

  it('holds funds and sets them free', async () => {
    const held = await rig.curl('alipay.fund.auth.order.freeze', holdBody(nextOrder()));
    expect(held.data).toMatchObject({ status: 'SUCCESS', amount: '100.00' });
    await rig.curl('alipay.fund.auth.order.unfreeze', {
      auth_no: held.data['auth_no'],
      out_request_no: 'free-1',
      amount: '100.00',
      remark: 'left early',
    });
    expect(rig.movements()).toEqual(['authorise 10000', 'void 10000']);
  });

  it('refuses with 400, the word and its meaning', async () => {
    const error = await errorOf(rig.curl('alipay.trade.query', { out_trade_no: 'nobody' }));
    expect(error).toMatchObject({
      code: 'ACQ.TRADE_NOT_EXIST',
      responseHttpStatus: 400,
    });
    expect(error.message).toContain('交易不存在');
    expect(error.traceId).toMatch(/^[0-9a-f]{30}$/);
  });

  it('declines with 400 as well, and the journal knows it for a decline', async () => {
    const code = { auth_code: authCodeOf('04') };
    const error = await errorOf(rig.curl('alipay.trade.pay', barcode(nextOrder(), code)));
    expect(error.code).toBe('ACQ.BUYER_BALANCE_NOT_ENOUGH');
    expect(rig.gateway.journal(1)).toMatchObject([
      { status: 400, decline: { kind: 'later', code: 'ACQ.BUYER_BALANCE_NOT_ENOUGH' } },
    ]);
  });

  it('says with 500 that it does not know', async () => {
    const code = { auth_code: authCodeOf('16') };
    const order = nextOrder();
    const error = await errorOf(rig.curl('alipay.trade.pay', barcode(order, code)));
    expect(error).toMatchObject({ code: 'unknow-error', responseHttpStatus: 500 });
    expect((await rig.curl('alipay.trade.query', { out_trade_no: order })).data).toMatchObject({
      trade_status: 'TRADE_SUCCESS',
    });
  });

  it('knows the orders of v2, and v2 knows its own', async () => {
    const order = nextOrder();
    await rig.curl('alipay.trade.pay', barcode(order));
    expect(await rig.exec('alipay.trade.query', { out_trade_no: order })).toMatchObject({
      tradeStatus: 'TRADE_SUCCESS',
    });
  });

  it('signs over the token of the merchant that it acts for', async () => {
    const order = nextOrder();
    const path = '/v3/alipay/trade/pay';
    const paid = await rig.sdk.curl('POST', path, {
      body: barcode(order),
      appAuthToken: '202601BBxxxxxxxxxxxxxxxxxxxxxx',
    });
    expect(paid.responseHttpStatus).toBe(200);
  });
});
