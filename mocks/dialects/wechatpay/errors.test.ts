import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { REFUND_WINDOW_MS } from './refund-routes.ts';
import { TEST_CODES, TEST_PAYERS, TEST_REASONS } from './payers.ts';
import {
  at,
  closePath,
  CODEPAY,
  JSAPI,
  NATIVE,
  startRig,
  textAt,
  type Reply,
  type Rig,
} from './rig.fixture.ts';

// What the states forbid is refused with WeChat Pay's own code, and moves nothing.

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

async function expectRefused(asked: Promise<Reply>, status: number, code: string, says?: string) {
  const before = rig.movements().length;
  const reply = await asked;
  expect(reply).toMatchObject({ status, body: { code } });
  if (says !== undefined) expect(at(reply.body, 'message')).toBe(says);
  expect(rig.movements()).toHaveLength(before);
}

const close = (outTradeNo: string): Promise<Reply> =>
  rig.ask('POST', closePath(outTradeNo), { mchid: rig.mchid });
const create = (outTradeNo: string, changes: object = {}): Promise<Reply> =>
  rig.ask('POST', NATIVE, rig.order(outTradeNo, changes));

describe('an order', () => {
  it('that was paid is neither created, paid nor closed again', async () => {
    await rig.paid('order-1');
    await expectRefused(create('order-1'), 400, 'ORDERPAID', '该订单已支付');
    await expectRefused(create('order-1', { attach: 'other' }), 400, 'ORDERPAID');
    await expectRefused(rig.payer('order-1'), 400, 'ORDERPAID');
    await expectRefused(close('order-1'), 400, 'ORDERPAID');
  });

  it('that was closed is neither created nor paid again, under that number', async () => {
    await create('order-1');
    await close('order-1');
    await expectRefused(create('order-1'), 400, 'ORDER_CLOSED', '订单已关闭');
    await expectRefused(rig.payer('order-1'), 400, 'ORDER_CLOSED');
    expect((await create('order-1*2')).status).toBe(200);
    await rig.payer('order-1*2');
    expect(rig.gateway.ledger()[0]).toMatchObject({ order: 'order-1', object: 'order-1*2' });
  });

  it('that nobody knows is not found', async () => {
    await expectRefused(rig.query('order-1'), 404, 'ORDER_NOT_EXIST');
    await expectRefused(close('order-1'), 404, 'ORDER_NOT_EXIST');
    await expectRefused(rig.payer('order-1'), 404, 'ORDER_NOT_EXIST');
    const path = `/v3/pay/transactions/id/4200000000000000000000000001?mchid=${rig.mchid}`;
    await expectRefused(rig.ask('GET', path), 404, 'ORDER_NOT_EXIST');
  });

  it('is of the merchant’s own number and appid', async () => {
    await expectRefused(create('order-1', { mchid: '1900000001' }), 400, 'MCH_NOT_EXISTS');
    await expectRefused(create('order-1', { appid: 'wx0' }), 400, 'APPID_MCHID_NOT_MATCH');
    const path = '/v3/pay/transactions/out-trade-no/order-1';
    await expectRefused(rig.ask('GET', `${path}?mchid=1900000001`), 400, 'MCH_NOT_EXISTS');
    await expectRefused(rig.ask('GET', path), 400, 'PARAM_ERROR');
    const payer = { openid: TEST_PAYERS.otherAppid.openid };
    const jsapi = rig.ask('POST', JSAPI, rig.order('order-1', { payer }));
    await expectRefused(jsapi, 400, 'INVALID_REQUEST', 'appid与openid不匹配');
  });

  it('is not taken from a payer who can’t pay, and waits for another', async () => {
    await create('order-1');
    const empty = rig.payer('order-1', TEST_PAYERS.emptyAccount.openid);
    await expectRefused(empty, 403, 'NOT_ENOUGH');
    const frozen = rig.payer('order-1', TEST_PAYERS.frozenAccount.openid);
    await expectRefused(frozen, 403, 'ACCOUNT_ERROR');
    expect(rig.gateway.journal(1)).toMatchObject([
      { decline: { kind: 'hard', code: 'ACCOUNT_ERROR' }, instrument: expect.any(String) },
    ]);
    expect((await rig.query('order-1')).body).toMatchObject({ trade_state: 'NOTPAY' });
    expect((await rig.payer('order-1')).status).toBe(200);
  });

  it('of a JSAPI payer whose account is empty stays unpaid', async () => {
    const payer = { openid: TEST_PAYERS.emptyAccount.openid };
    expect((await rig.ask('POST', JSAPI, rig.order('order-1', { payer }))).status).toBe(200);
    expect(rig.gateway.journal(1)).toMatchObject([{ decline: { kind: 'later' } }]);
    expect((await rig.query('order-1')).body).toMatchObject({ trade_state: 'NOTPAY' });
    expect(rig.movements()).toEqual([]);
  });
});

describe('a payment by code', () => {
  const pay = (outTradeNo: string, code: string): Promise<Reply> => {
    const { notify_url: _, ...order } = rig.order(outTradeNo);
    const payer = { auth_code: code };
    return rig.ask('POST', CODEPAY, { ...order, payer, scene_info: { device_id: 'till-1' } });
  };
  const reverse = (outTradeNo: string): Promise<Reply> => {
    const path = `/v3/pay/transactions/out-trade-no/${outTradeNo}/reverse`;
    return rig.ask('POST', path, { mchid: rig.mchid, appid: rig.appid });
  };
  const state = async (outTradeNo: string): Promise<unknown> =>
    at((await rig.query(outTradeNo)).body, 'trade_state');

  it('is answered with the transaction when no password is needed', async () => {
    const reply = await pay('order-1', TEST_CODES.paysAtOnce.code);
    expect(reply).toMatchObject({
      status: 200,
      body: { trade_state: 'SUCCESS', trade_type: 'MICROPAY', amount: { payer_total: 1000 } },
    });
    await expectRefused(pay('order-1', TEST_CODES.paysAtOnce.code), 400, 'ORDERPAID');
    await expectRefused(pay('order-1', TEST_CODES.emptyAccount.code), 403, 'OUT_TRADE_NO_USED');
  });

  it('waits with 202 for the payer’s password, and is paid when that was entered', async () => {
    const reply = await pay('order-1', TEST_CODES.entersPassword.code);
    expect(reply).toMatchObject({ status: 202, body: { code: 'USERPAYING' } });
    expect(await state('order-1')).toBe('USERPAYING');
    expect((await close('order-1')).status).toBe(202);
    rig.clock.advance(10_000);
    expect(await state('order-1')).toBe('SUCCESS');
    expect(rig.gateway.ledger()[0]?.exchange).toBe(reply.headers.get('request-id'));
  });

  it('is paid by a password that came in time, however far the clock jumps', async () => {
    await pay('order-1', TEST_CODES.entersPassword.code);
    rig.clock.advance(8 * 86_400_000);
    expect(await state('order-1')).toBe('SUCCESS');
  });

  it('fails when the password never comes, and is reversed', async () => {
    await pay('order-1', TEST_CODES.forgetsPassword.code);
    rig.clock.advance(30_000);
    expect(await state('order-1')).toBe('PAYERROR');
    expect((await reverse('order-1')).status).toBe(200);
    expect((await reverse('order-1')).status).toBe(200);
    expect(await state('order-1')).toBe('REVOKED');
    await expectRefused(pay('order-1', TEST_CODES.forgetsPassword.code), 400, 'ORDER_REVERSED');
    await expectRefused(close('order-1'), 400, 'ORDER_REVERSED');
    expect(rig.movements()).toEqual([]);
  });

  it('is not taken any more once it was reversed', async () => {
    await pay('order-1', TEST_CODES.entersPassword.code);
    await reverse('order-1');
    rig.clock.advance(60_000);
    expect(await state('order-1')).toBe('REVOKED');
    expect(rig.movements()).toEqual([]);
  });

  it('is given back by a reversal, and can’t be refunded after it', async () => {
    await pay('order-1', TEST_CODES.paysAtOnce.code);
    await reverse('order-1');
    expect((await reverse('order-1')).status).toBe(200);
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000', 'refund 1000']);
    await expectRefused(rig.refund('order-1', 'r-1'), 400, 'INVALID_REQUEST');
  });

  it.each([
    [TEST_CODES.emptyAccount.code, 403, 'NOT_ENOUGH', 'later'],
    [TEST_CODES.frozenAccount.code, 403, 'ACCOUNT_ERROR', 'hard'],
    [TEST_CODES.outdatedCode.code, 400, 'AUTH_CODE_INVALID', 'fix-data'],
    [TEST_CODES.overLimit.code, 403, 'RULE_LIMIT', 'later'],
    [TEST_CODES.notAllowed.code, 403, 'NO_AUTH', 'soft'],
  ])(
    'by %s is declined, and the same number is declined again',
    async (code, status, error, kind) => {
      await expectRefused(pay('order-1', code), status, error);
      expect(rig.gateway.journal(1)).toMatchObject([{ decline: { kind, code: error } }]);
      await expectRefused(pay('order-1', code), status, error);
      expect(rig.gateway.journal(1)).toMatchObject([{ isReplay: true }]);
      expect(await state('order-1')).toBe('PAYERROR');
    },
  );

  it('fails at the bank with an error that leaves its outcome open, and took nothing', async () => {
    await expectRefused(pay('order-1', TEST_CODES.bankDown.code), 500, 'BANK_ERROR');
    await expectRefused(pay('order-1', TEST_CODES.bankDown.code), 500, 'BANK_ERROR');
    expect(await state('order-1')).toBe('PAYERROR');
  });

  it('is reversed only where it was by code', async () => {
    await create('order-1');
    await expectRefused(reverse('order-1'), 400, 'INVALID_REQUEST', '订单的支付场景不支持该请求');
    await expectRefused(reverse('order-2'), 404, 'ORDER_NOT_EXIST');
  });

  it('needs a code that can be one, and never repeats it', async () => {
    const reply = await pay('order-1', '990000000000000001');
    expect(reply).toMatchObject({ status: 400, body: { code: 'PARAM_ERROR' } });
    expect(reply.text).not.toContain('990000000000000001');
    const long = await pay('order-1', '1'.repeat(33));
    expect(long).toMatchObject({ status: 400, body: { detail: { field: '/payer/auth_code' } } });
    expect(long.text).not.toContain('1'.repeat(33));
  });
});

describe('a refund', () => {
  it('is of a paid order only', async () => {
    await create('order-1');
    await expectRefused(rig.refund('order-1', 'r-1'), 404, 'RESOURCE_NOT_EXISTS', '订单不存在');
    await expectRefused(rig.refund('order-2', 'r-1'), 404, 'RESOURCE_NOT_EXISTS');
    const path = '/v3/refund/domestic/refunds/r-1';
    await expectRefused(rig.ask('GET', path), 404, 'RESOURCE_NOT_EXISTS', '退款单不存在');
  });

  it('names an order, its true total and no other payment', async () => {
    await rig.paid('order-1');
    await expectRefused(rig.refund('order-1', 'r-1', { total: 2000 }), 400, 'INVALID_REQUEST');
    const amount = { refund: 1, total: 1000, currency: 'CNY' };
    const path = '/v3/refund/domestic/refunds';
    const nobody = rig.ask('POST', path, { out_refund_no: 'r-1', amount });
    await expectRefused(nobody, 400, 'PARAM_ERROR');
    const other = rig.ask('POST', path, {
      out_trade_no: 'order-1',
      transaction_id: '4200000000000000000000000001',
      out_refund_no: 'r-1',
      amount,
    });
    await expectRefused(other, 400, 'INVALID_REQUEST', '您的请求参数与订单信息不一致');
  });

  it('is at most what is left, while others are under way too', async () => {
    await rig.paid('order-1');
    await rig.refund('order-1', 'r-1', { refund: 600 });
    await expectRefused(rig.refund('order-1', 'r-2', { refund: 401 }), 400, 'INVALID_REQUEST');
    expect((await rig.refund('order-1', 'r-2', { refund: 400 })).status).toBe(200);
    const full = rig.refund('order-1', 'r-3', { refund: 1 });
    await expectRefused(full, 400, 'INVALID_REQUEST', '订单已全额退款');
    rig.clock.advance(1000);
    expect(rig.movements().slice(2)).toEqual(['refund 600', 'refund 400']);
  });

  it('is made at most fifty times, and within 365 days', async () => {
    await rig.paid('order-1');
    for (let n = 1; n <= 50; n += 1) {
      expect((await rig.refund('order-1', `r-${n}`, { refund: 1 })).status).toBe(200);
    }
    await expectRefused(rig.refund('order-1', 'r-51', { refund: 1 }), 400, 'INVALID_REQUEST');
    await rig.paid('order-2');
    rig.clock.advance(REFUND_WINDOW_MS);
    await expectRefused(rig.refund('order-2', 's-1'), 403, 'TRADE_OVERDUE');
  });

  it('ends as its test reason says, and what failed may be refunded anew', async () => {
    await rig.paid('order-1');
    const notEnough = rig.refund('order-1', 'r-1', { reason: TEST_REASONS.notEnough });
    await expectRefused(notEnough, 403, 'NOT_ENOUGH');
    const gone = rig.refund('order-1', 'r-1', { reason: TEST_REASONS.userAccountAbnormal });
    await expectRefused(gone, 403, 'USER_ACCOUNT_ABNORMAL');
    const noAuth = rig.refund('order-1', 'r-1', { reason: TEST_REASONS.noAuth });
    await expectRefused(noAuth, 403, 'NO_AUTH');
    await rig.refund('order-1', 'r-1', { reason: TEST_REASONS.closed });
    rig.clock.advance(1000);
    const closed = await rig.ask('GET', '/v3/refund/domestic/refunds/r-1');
    expect(textAt(closed.body, 'status')).toBe('CLOSED');
    expect((await rig.query('order-1')).body).toMatchObject({ trade_state: 'SUCCESS' });
    await rig.refund('order-1', 'r-2', { refund: 400, reason: TEST_REASONS.abnormal });
    rig.clock.advance(1000);
    const stuck = await rig.ask('GET', '/v3/refund/domestic/refunds/r-2');
    expect(textAt(stuck.body, 'status')).toBe('ABNORMAL');
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000']);
    await expectRefused(rig.refund('order-1', 'r-3', { refund: 601 }), 400, 'INVALID_REQUEST');
    expect((await rig.refund('order-1', 'r-3', { refund: 600 })).status).toBe(200);
  });
});

describe('rates', () => {
  it('are limited where the user wants it: one refund of an order a minute', async () => {
    await using limited = await startRig({ limitsRates: true });
    await limited.paid('order-1');
    expect((await limited.refund('order-1', 'r-1', { refund: 1 })).status).toBe(200);
    const second = await limited.refund('order-1', 'r-2', { refund: 1 });
    expect(second).toMatchObject({ status: 429, body: { code: 'FREQUENCY_LIMITED' } });
    // The same number is no new refund.
    expect((await limited.refund('order-1', 'r-1', { refund: 1 })).status).toBe(200);
    limited.clock.advance(60_000);
    expect((await limited.refund('order-1', 'r-2', { refund: 1 })).status).toBe(200);
  });

  it('are limited to three bills of the account a second', async () => {
    await using limited = await startRig({ limitsRates: true });
    const path = '/v3/bill/fundflowbill?bill_date=2020-01-01';
    const statuses: number[] = [];
    for (const _ of [1, 2, 3, 4]) statuses.push((await limited.ask('GET', path)).status);
    expect(statuses).toEqual([400, 400, 400, 429]);
  });
});
