import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { authCodeOf, HESITATION_MS, userIdOf } from './buyers.ts';
import { barcode, holdBody, nextOrder, PATIENCE, startRig, type Rig } from './rig.fixture.ts';

// No header: `out_trade_no` and `out_request_no` are what makes a repetition safe.

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

const PAID = ['authorise 8888', 'capture 8888'];

describe('the same out_trade_no again', () => {
  it('says that it is paid, and moves nothing', async () => {
    const order = nextOrder();
    await rig.exec('alipay.trade.pay', barcode(order));
    expect(await rig.exec('alipay.trade.pay', barcode(order))).toMatchObject({
      code: '40004',
      subCode: 'ACQ.TRADE_HAS_SUCCESS',
    });
    expect(rig.movements()).toEqual(PAID);
  });

  it('is the same trade while its buyer hesitates, and makes nobody hesitate longer', async () => {
    const order = nextOrder();
    const body = barcode(order, { auth_code: authCodeOf('02') });
    const first = await rig.exec('alipay.trade.pay', body);
    rig.clock.advance(HESITATION_MS - 1000);
    expect(await rig.exec('alipay.trade.pay', body)).toMatchObject({
      code: '10003',
      tradeNo: first['tradeNo'],
    });
    rig.clock.advance(1000);
    expect(await rig.exec('alipay.trade.pay', body)).toMatchObject({
      subCode: 'ACQ.TRADE_HAS_SUCCESS',
    });
    expect(rig.movements()).toEqual(PAID);
  });

  it.each(['alipay.trade.create', 'alipay.trade.precreate'])('%s makes one', async (method) => {
    const body = { ...barcode(nextOrder()), buyer_id: userIdOf('01') };
    const first = await rig.exec(method, body);
    const again = await rig.exec(method, body);
    expect([again['tradeNo'], again['qrCode']]).toEqual([first['tradeNo'], first['qrCode']]);
    expect(rig.gateway.status().payments).toBe(1);
  });

  it.each([
    ['amount', { total_amount: '88.89' }],
    ['title', { subject: 'Coffee' }],
    ['currency', { trans_currency: 'USD' }],
  ])('with another %s is another order', async (_what, change) => {
    const order = nextOrder();
    await rig.exec('alipay.trade.pay', barcode(order, { auth_code: authCodeOf('03') }));
    for (const method of ['pay', 'create', 'precreate']) {
      const body = { ...barcode(order, change), buyer_id: userIdOf('03') };
      expect(await rig.exec(`alipay.trade.${method}`, body)).toMatchObject({
        subCode: 'ACQ.CONTEXT_INCONSISTENT',
      });
    }
    expect(rig.gateway.status().payments).toBe(1);
  });

  it('may write its amount otherwise', async () => {
    const order = nextOrder();
    const body = { ...barcode(order), buyer_id: userIdOf('01') };
    const first = await rig.exec('alipay.trade.create', { ...body, total_amount: 88.5 });
    const again = await rig.exec('alipay.trade.create', { ...body, total_amount: '88.50' });
    expect(again['tradeNo']).toBe(first['tradeNo']);
  });

  it('pays once however many come together', async () => {
    const order = nextOrder();
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => rig.exec('alipay.trade.pay', barcode(order))),
    );
    const codes = replies.map(({ code }) => code).sort();
    expect(codes).toEqual(['10000', ...Array.from({ length: 19 }, () => '40004')]);
    expect(rig.movements()).toEqual(PAID);
  });

  it('that overtakes a slow first one finds what that one did', async () => {
    const order = nextOrder();
    rig.arm('latency', { distribution: 'fixed', delayMs: 10_000, moment: 'after-processing' });
    const slow = rig.exec('alipay.trade.pay', barcode(order));
    await expect.poll(() => rig.gateway.status().inFlight, PATIENCE).toBe(1);
    await expect.poll(() => rig.movements(), PATIENCE).toEqual(PAID);
    rig.gateway.faults.clearAll();
    expect(await rig.exec('alipay.trade.pay', barcode(order))).toMatchObject({
      subCode: 'ACQ.TRADE_HAS_SUCCESS',
    });
    rig.clock.advance(10_000);
    expect(await slow).toMatchObject({ code: '10000' });
    expect(rig.movements()).toEqual(PAID);
  });
});

describe('the same out_request_no again', () => {
  const refundOf = (order: string, amount: string) =>
    rig.exec('alipay.trade.refund', {
      out_trade_no: order,
      refund_amount: amount,
      out_request_no: 'part-1',
    });

  it('is the same refund, and says that nothing moved', async () => {
    const order = nextOrder();
    await rig.exec('alipay.trade.pay', barcode(order));
    expect(await refundOf(order, '8.88')).toMatchObject({ fundChange: 'Y', refundFee: '8.88' });
    expect(await refundOf(order, '8.88')).toMatchObject({ fundChange: 'N', refundFee: '8.88' });
    expect(rig.movements()).toEqual([...PAID, 'refund 888']);
  });

  it('is known also when everything was given back', async () => {
    const order = nextOrder();
    await rig.exec('alipay.trade.pay', barcode(order));
    await refundOf(order, '88.88');
    expect(await refundOf(order, '88.88')).toMatchObject({ code: '10000', fundChange: 'N' });
  });

  it('with another amount is refused', async () => {
    const order = nextOrder();
    await rig.exec('alipay.trade.pay', barcode(order));
    await refundOf(order, '8.88');
    expect(await refundOf(order, '8.89')).toMatchObject({
      subCode: 'ACQ.DISCORDANT_REPEAT_REQUEST',
    });
    expect(rig.movements()).toEqual([...PAID, 'refund 888']);
  });

  it('refunds once however many come together', async () => {
    const order = nextOrder();
    await rig.exec('alipay.trade.pay', barcode(order));
    const replies = await Promise.all(Array.from({ length: 10 }, () => refundOf(order, '5.00')));
    expect(replies.filter((reply) => reply['fundChange'] === 'Y')).toHaveLength(1);
    expect(rig.movements()).toEqual([...PAID, 'refund 500']);
  });
});

describe('the same hold again', () => {
  it('says that it is held', async () => {
    const body = holdBody(nextOrder());
    await rig.exec('alipay.fund.auth.order.freeze', body);
    expect(await rig.exec('alipay.fund.auth.order.freeze', body)).toMatchObject({
      subCode: 'FREEZE_ALREADY_SUCCESS',
    });
    expect(rig.movements()).toEqual(['authorise 10000']);
  });

  it.each([
    ['amount', { amount: '99.00' }],
    ['request', { out_request_no: 'another' }],
    ['title', { order_title: 'Two rooms' }],
  ])('with another %s is refused', async (_what, change) => {
    const order = nextOrder();
    await rig.exec('alipay.fund.auth.order.freeze', holdBody(order));
    const again = await rig.exec('alipay.fund.auth.order.freeze', holdBody(order, change));
    expect(again).toMatchObject({ subCode: 'UNIQUE_VIOLATION' });
    expect(rig.movements()).toEqual(['authorise 10000']);
  });

  it('is set free once', async () => {
    const held = await rig.exec('alipay.fund.auth.order.freeze', holdBody(nextOrder()));
    const body = {
      auth_no: held['authNo'],
      out_request_no: 'free-1',
      amount: '40.00',
      remark: 'some',
    };
    const first = await rig.exec('alipay.fund.auth.order.unfreeze', body);
    const again = await rig.exec('alipay.fund.auth.order.unfreeze', body);
    expect(again['operationId']).toBe(first['operationId']);
    const other = { ...body, amount: '41.00' };
    expect(await rig.exec('alipay.fund.auth.order.unfreeze', other)).toMatchObject({
      subCode: 'UNIQUE_VIOLATION',
    });
    expect(rig.movements()).toEqual(['authorise 10000', 'void 4000']);
  });
});
