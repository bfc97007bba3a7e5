import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TEST_CODES } from './payers.ts';
import {
  at,
  CODEPAY,
  JSAPI,
  NATIVE,
  startRig,
  textAt,
  type Reply,
  type Rig,
} from './rig.fixture.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

const create = (changes: object = {}): Promise<Reply> =>
  rig.ask('POST', NATIVE, rig.order('order-1', changes));

describe('an order number', () => {
  it('gets the same code for the same request, in whatever order its fields come', async () => {
    const first = await create();
    const again = await create();
    expect(again.text).toBe(first.text);
    expect(rig.gateway.journal(1)).toMatchObject([
      { key: 'order-1', order: 'order-1', object: 'order-1', isReplay: true, status: 200 },
    ]);
    const turned = Object.fromEntries(Object.entries(rig.order('order-1')).reverse());
    expect((await rig.ask('POST', NATIVE, turned)).text).toBe(first.text);
    expect(rig.gateway.status().payments).toBe(1);
  });

  it('gets a new prepay id for the same request after two hours', async () => {
    const body = rig.order('order-1', { payer: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' } });
    const first = await rig.ask('POST', JSAPI, body);
    rig.clock.advance(2 * 3_600_000);
    const later = await rig.ask('POST', JSAPI, body);
    expect(later.status).toBe(200);
    expect(textAt(later.body, 'prepay_id')).not.toBe(textAt(first.body, 'prepay_id'));
    const paid = await rig.ask('POST', '/paydrill/pay', {
      prepay_id: textAt(later.body, 'prepay_id'),
    });
    expect(paid.body).toMatchObject({ out_trade_no: 'order-1', trade_state: 'SUCCESS' });
  });

  it('is used up for any other request, and for any other kind of order', async () => {
    await create();
    for (const changes of [
      { amount: { total: 999, currency: 'CNY' } },
      { description: 'other' },
      { attach: 'other' },
      { notify_url: 'https://shop.example/other' },
    ]) {
      expect(await create(changes)).toMatchObject({
        status: 403,
        body: { code: 'OUT_TRADE_NO_USED', message: '商户订单号重复' },
      });
    }
    const app = await rig.ask('POST', '/v3/pay/transactions/app', rig.order('order-1'));
    expect(app).toMatchObject({ status: 403, body: { code: 'OUT_TRADE_NO_USED' } });
  });

  it('is not used up by a request that was refused', async () => {
    expect((await create({ amount: { total: 0 } })).status).toBe(400);
    expect((await create()).status).toBe(200);
  });

  it('makes one order of many requests at once', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, () => create()));
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    expect(rig.gateway.status().payments).toBe(1);
  });

  it('whose first request is unanswered is to be asked again: 500, with the same parameters', async () => {
    rig.arm('latency', { delayMs: 60_000 });
    const slow = create();
    await expect.poll(() => rig.gateway.status().inFlight).toBe(1);
    rig.gateway.faults.clearAll();
    expect(await create()).toMatchObject({ status: 500, body: { code: 'SYSTEM_ERROR' } });
    rig.clock.advance(60_000);
    expect((await slow).status).toBe(200);
    expect((await create()).text).toBe((await slow).text);
  });
});

describe('a payment code', () => {
  it('takes the money once, however many requests come at once', async () => {
    const { notify_url: _, ...order } = rig.order('order-1');
    const body = {
      ...order,
      payer: { auth_code: TEST_CODES.paysAtOnce.code },
      scene_info: { device_id: 'till-1' },
    };
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => rig.ask('POST', CODEPAY, body)),
    );
    const count = (wanted: number) => replies.filter(({ status }) => status === wanted).length;
    expect([count(200), count(400)]).toEqual([1, 9]);
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000']);
  });
});

describe('a refund number', () => {
  it('refunds once, and tells the status of now', async () => {
    await rig.paid('order-1');
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => rig.refund('order-1', 'r-1', { refund: 400 })),
    );
    const ids = replies.map(({ body }) => textAt(body, 'refund_id'));
    expect(new Set(ids).size).toBe(1);
    rig.clock.advance(1000);
    const again = await rig.refund('order-1', 'r-1', { refund: 400 });
    expect(at(again.body, 'status')).toBe('SUCCESS');
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000', 'refund 400']);
  });

  it('is bound to its request', async () => {
    await rig.paid('order-1');
    await rig.refund('order-1', 'r-1', { refund: 400 });
    const other = await rig.refund('order-1', 'r-1', { refund: 500 });
    expect(other).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
    await rig.paid('order-2');
    const elsewhere = await rig.refund('order-2', 'r-1', { refund: 400 });
    expect(elsewhere).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
  });

  it('under way is answered with 429: whether it was accepted is not known', async () => {
    await rig.paid('order-1');
    rig.arm('latency', { delayMs: 60_000 });
    const slow = rig.refund('order-1', 'r-1');
    await expect.poll(() => rig.gateway.status().inFlight).toBe(1);
    rig.gateway.faults.clearAll();
    const second = await rig.refund('order-1', 'r-1');
    expect(second).toMatchObject({ status: 429, body: { code: 'FREQUENCY_LIMITED' } });
    rig.clock.advance(60_000);
    expect((await slow).status).toBe(200);
    rig.clock.advance(1000);
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000', 'refund 1000']);
  });
});
