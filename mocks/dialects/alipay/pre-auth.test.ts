import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { authCodeOf, HESITATION_MS, userIdOf } from './buyers.ts';
import { HOLD_LIFETIME_MS } from './holds.ts';
import { barcode, holdBody, nextOrder, startRig, type Result, type Rig } from './rig.fixture.ts';

// Funds are frozen first and drawn on later: authorise and capture.

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

const FREEZE = 'alipay.fund.auth.order.freeze';
const UNFREEZE = 'alipay.fund.auth.order.unfreeze';
const CANCEL = 'alipay.fund.auth.operation.cancel';
const QUERY = 'alipay.fund.auth.operation.detail.query';

const freeze = (order: string, more: object = {}): Promise<Result> =>
  rig.exec(FREEZE, holdBody(order, more));

const draw = (held: Result, amount: string, more: object = {}): Promise<Result> =>
  rig.exec(
    'alipay.trade.pay',
    barcode(nextOrder(), {
      auth_no: held['authNo'],
      auth_code: undefined,
      total_amount: amount,
      product_code: 'PRE_AUTH',
      ...more,
    }),
  );

const free = (held: Result, amount: string): Promise<Result> =>
  rig.exec(UNFREEZE, {
    auth_no: held['authNo'],
    out_request_no: nextOrder(),
    amount,
    remark: 'not needed',
  });

const query = (order: string): Promise<Result> =>
  rig.exec(QUERY, { out_order_no: order, out_request_no: `${order}_freeze` });

describe('a hold', () => {
  it('is drawn on in several trades, and the rest set free; all of it is one payment', async () => {
    const order = nextOrder();
    const held = await freeze(order);
    expect(held).toMatchObject({
      code: '10000',
      status: 'SUCCESS',
      amount: '100.00',
      outOrderNo: order,
      payerUserId: userIdOf('01'),
    });
    expect(held['authNo']).toMatch(/^20\d{26}$/);
    const trade = await draw(held, '30.00');
    await draw(held, '20.00');
    expect(await free(held, '50.00')).toMatchObject({ status: 'SUCCESS', amount: '50.00' });
    const refund = { trade_no: trade['tradeNo'], refund_amount: '30.00' };
    expect(await rig.exec('alipay.trade.refund', refund)).toMatchObject({ fundChange: 'Y' });
    expect(rig.movements()).toEqual([
      'authorise 10000',
      'capture 3000',
      'capture 2000',
      'void 5000',
      'refund 3000',
    ]);
    for (const entry of rig.ledger()) {
      expect(entry).toMatchObject({ order, object: held['authNo'], authorisation: held['authNo'] });
    }
    expect(await query(order)).toMatchObject({
      totalFreezeAmount: '100.00',
      totalPayAmount: '50.00',
      restAmount: '0.00',
      orderStatus: 'FINISH',
      operationType: 'FREEZE',
    });
  });

  it('counts a trade on it as a capture', async () => {
    const order = nextOrder();
    await draw(await freeze(order), '30.00');
    expect(rig.gateway.journal(2).map(({ operation }) => operation)).toEqual([
      'confirm',
      'capture',
    ]);
    expect(rig.gateway.journal(1)).toMatchObject([{ order }]);
  });

  it('frees what is left when a trade completes it', async () => {
    const held = await freeze(nextOrder());
    await draw(held, '30.00', { auth_confirm_mode: 'COMPLETE' });
    expect(rig.movements()).toEqual(['authorise 10000', 'capture 3000', 'void 7000']);
    expect(await draw(held, '1.00')).toMatchObject({ subCode: 'ACQ.AUTH_ORDER_HAS_FINISHED' });
    expect(await free(held, '1.00')).toMatchObject({ subCode: 'ORDER_ALREADY_FINISH' });
  });

  it('gives no more than it holds', async () => {
    const held = await freeze(nextOrder());
    expect(await draw(held, '100.01')).toMatchObject({ subCode: 'ACQ.AUTH_AMOUNT_NOT_ENOUGH' });
    await draw(held, '60.00');
    expect(await draw(held, '40.01')).toMatchObject({ subCode: 'ACQ.AUTH_AMOUNT_NOT_ENOUGH' });
    expect(await free(held, '40.01')).toMatchObject({ subCode: 'REQUEST_AMOUNT_EXCEED' });
    expect(rig.movements()).toEqual(['authorise 10000', 'capture 6000']);
  });

  it('draws once for one order', async () => {
    const held = await freeze(nextOrder());
    const order = { out_trade_no: nextOrder() };
    await draw(held, '30.00', order);
    expect(await draw(held, '30.00', order)).toMatchObject({ subCode: 'ACQ.TRADE_HAS_SUCCESS' });
    expect(await draw(held, '31.00', order)).toMatchObject({ subCode: 'ACQ.CONTEXT_INCONSISTENT' });
    expect(rig.movements()).toHaveLength(2);
  });

  it('is known by its number only, to its buyer only, in its currency only', async () => {
    const held = await freeze(nextOrder());
    expect(await draw(held, '1.00', { auth_no: 'none' })).toMatchObject({
      subCode: 'ACQ.AUTH_NO_ERROR',
    });
    expect(await draw(held, '1.00', { buyer_id: userIdOf('02') })).toMatchObject({
      subCode: 'ACQ.TRADE_BUYER_NOT_MATCH',
    });
    expect(await draw(held, '1.00', { trans_currency: 'USD' })).toMatchObject({
      subCode: 'ACQ.CURRENCY_NOT_SUPPORT',
    });
  });

  it('waits for a buyer who has to enter a password', async () => {
    const order = nextOrder();
    const asked = await freeze(order, { auth_code: authCodeOf('02') });
    expect(asked).toMatchObject({ code: '10003', status: 'INIT' });
    expect(await draw(asked, '1.00')).toMatchObject({ subCode: 'ACQ.AUTH_ORDER_NOT_PAID' });
    expect(await free(asked, '1.00')).toMatchObject({ subCode: 'ILLEGAL_STATUS' });
    rig.clock.advance(HESITATION_MS);
    expect(await query(order)).toMatchObject({ status: 'SUCCESS', orderStatus: 'AUTHORIZED' });
    expect(rig.movements()).toEqual(['authorise 10000']);
  });

  it('closes by itself when its buyer never agrees', async () => {
    const order = nextOrder();
    await freeze(order, { auth_code: authCodeOf('03'), pay_timeout: '10m' });
    rig.clock.advance(600_000);
    expect(await query(order)).toMatchObject({ status: 'CLOSED', orderStatus: 'CLOSED' });
    const again = { auth_code: authCodeOf('03') };
    expect(await freeze(order, again)).toMatchObject({ subCode: 'ORDER_ALREADY_CLOSED' });
  });

  it('ends by itself after a year, and the funds are free', async () => {
    const order = nextOrder();
    const held = await freeze(order);
    await draw(held, '30.00');
    rig.clock.advance(HOLD_LIFETIME_MS);
    expect(rig.movements()).toEqual(['authorise 10000', 'capture 3000', 'expire 7000']);
    expect(await draw(held, '1.00')).toMatchObject({ subCode: 'ACQ.AUTH_ORDER_HAS_CLOSED' });
  });
});

describe('a cancelled hold', () => {
  const cancel = (order: string): Promise<Result> =>
    rig.exec(CANCEL, {
      out_order_no: order,
      out_request_no: `${order}_freeze`,
      remark: 'gave up',
    });

  it.each([
    ['01', 'unfreeze', ['authorise 10000', 'void 10000']],
    ['03', 'close', []],
  ] as const)('of buyer %s answers %s', async (buyer, action, moved) => {
    const order = nextOrder();
    const held = await freeze(order, { auth_code: authCodeOf(buyer) });
    expect(await cancel(order)).toMatchObject({ code: '10000', action });
    expect(await cancel(order)).toMatchObject({ code: '10000', action });
    expect(rig.movements()).toEqual(moved);
    expect(await draw(held, '1.00')).toMatchObject({ subCode: 'ACQ.AUTH_ORDER_HAS_CLOSED' });
  });

  it('was not drawn on before', async () => {
    const order = nextOrder();
    await draw(await freeze(order), '30.00');
    expect(await cancel(order)).toMatchObject({ subCode: 'ILLEGAL_STATUS' });
  });
});

describe('the API of holds', () => {
  it.each([
    [QUERY, {}, 'ILLEGAL_ARGUMENT'],
    [QUERY, { auth_no: 'none', out_request_no: 'x' }, 'AUTH_ORDER_NOT_EXIST'],
    [
      UNFREEZE,
      { auth_no: 'none', out_request_no: 'x', amount: '1.00', remark: 'r' },
      'AUTH_ORDER_NOT_EXIST',
    ],
    [UNFREEZE, { auth_no: 'none' }, 'ILLEGAL_ARGUMENT'],
    [CANCEL, { out_order_no: 'none', out_request_no: 'x' }, 'AUTH_ORDER_NOT_EXIST'],
    [FREEZE, holdBody('bad', { amount: '0' }), 'ILLEGAL_ARGUMENT'],
    [FREEZE, holdBody('bad', { amount: '1.234' }), 'ILLEGAL_ARGUMENT'],
    [FREEZE, holdBody('bad', { trans_currency: 'BHD' }), 'CURRENCY_VERIFICATION_FAIL'],
    [FREEZE, holdBody('bad', { pay_timeout: 'soon' }), 'ILLEGAL_ARGUMENT'],
    [FREEZE, holdBody('bad', { auth_code: 'x' }), 'PAYMENT_AUTH_CODE_INVALID'],
  ])('%s refuses %j with %s', async (method, biz, subCode) => {
    expect(await rig.exec(method, biz)).toMatchObject({ code: '40004', subCode });
    expect(rig.movements()).toEqual([]);
  });

  it('knows only the operations of the hold that is named', async () => {
    const order = nextOrder();
    const held = await freeze(order);
    const other = await freeze(nextOrder());
    for (const name of [{ out_request_no: 'x' }, { operation_id: other['operationId'] }, {}]) {
      const { subCode } = await rig.exec(QUERY, { auth_no: held['authNo'], ...name });
      expect(['AUTH_OPERATION_NOT_EXIST', 'ILLEGAL_ARGUMENT']).toContain(subCode);
    }
    const byId = { auth_no: held['authNo'], operation_id: held['operationId'] };
    expect(await rig.exec(QUERY, byId)).toMatchObject({ code: '10000' });
  });
});
