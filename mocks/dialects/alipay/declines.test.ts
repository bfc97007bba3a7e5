import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  authCodeOf,
  buyerByCode,
  buyerById,
  TEST_BUYERS,
  userIdOf,
  type TestBuyer,
} from './buyers.ts';
import { barcode, holdBody, nextOrder, startRig, type Rig } from './rig.fixture.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

const DECLINES: readonly (readonly [TestBuyer, string, string, string])[] = [
  ['04', 'ACQ.BUYER_BALANCE_NOT_ENOUGH', 'later', 'MONEY_NOT_ENOUGH'],
  ['05', 'ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH', 'later', 'MONEY_NOT_ENOUGH'],
  ['06', 'ACQ.PAYMENT_FAIL', 'soft', 'NO_PAYMENT_INSTRUMENTS_AVAILABLE'],
  ['07', 'ACQ.PAYMENT_REQUEST_HAS_RISK', 'hard', 'PAYER_USER_STATUS_LIMIT'],
  ['08', 'ACQ.BUYER_ENABLE_STATUS_FORBID', 'hard', 'PAYER_USER_STATUS_LIMIT'],
  ['09', 'ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR', 'later', 'MONEY_NOT_ENOUGH'],
  ['10', 'ACQ.NO_PAYMENT_INSTRUMENTS_AVAILABLE', 'soft', 'NO_PAYMENT_INSTRUMENTS_AVAILABLE'],
  ['11', 'ACQ.PAYMENT_AUTH_CODE_INVALID', 'fix-data', 'PAYMENT_AUTH_CODE_INVALID'],
  ['12', 'ACQ.ERROR_BALANCE_PAYMENT_DISABLE', 'fix-data', 'ERROR_BALANCE_PAYMENT_DISABLE'],
];

const pay = (order: string, buyer: TestBuyer) =>
  rig.exec('alipay.trade.pay', barcode(order, { auth_code: authCodeOf(buyer) }));

describe('a buyer who is declined', () => {
  it('is covered here for every such test buyer', () => {
    const declined = Object.entries(TEST_BUYERS).filter(([, { kind }]) => kind === 'declined');
    expect(declined.map(([tag]) => tag).sort()).toEqual(DECLINES.map(([tag]) => tag));
  });

  it.each(DECLINES)('%s is refused with %s (%s) and leaves nothing behind', async (...row) => {
    const [buyer, subCode, kind] = row;
    const order = nextOrder();
    expect(await pay(order, buyer)).toMatchObject({
      code: '40004',
      msg: 'Business Failed',
      subCode,
    });
    const [exchange] = rig.gateway.journal(1);
    expect(exchange).toMatchObject({ order, object: null, decline: { kind, code: subCode } });
    expect(exchange?.instrument).toMatch(/^card_/);
    expect(rig.movements()).toEqual([]);
    const query = await rig.exec('alipay.trade.query', { out_trade_no: order });
    expect(query).toMatchObject({ subCode: 'ACQ.TRADE_NOT_EXIST' });
    expect(await pay(order, '01')).toMatchObject({ code: '10000' });
  });

  it.each(DECLINES)('%s has no funds held either: %s %s %s', async (buyer, _trade, kind, name) => {
    const body = holdBody(nextOrder(), { auth_code: authCodeOf(buyer) });
    expect(await rig.exec('alipay.fund.auth.order.freeze', body)).toMatchObject({
      code: '40004',
      subCode: name,
    });
    expect(rig.gateway.journal(1)).toMatchObject([{ decline: { kind, code: name } }]);
    expect(rig.movements()).toEqual([]);
  });
});

describe('an error of the system', () => {
  it.each([
    ['13', '40004', 'ACQ.SYSTEM_ERROR', []],
    ['14', '40004', 'ACQ.SYSTEM_ERROR', ['authorise 8888', 'capture 8888']],
    ['15', '20000', 'isp.unknow-error', []],
    ['16', '20000', 'isp.unknow-error', ['authorise 8888', 'capture 8888']],
  ] as const)('of buyer %s is %s %s and moves %j', async (buyer, code, subCode, moved) => {
    const order = nextOrder();
    expect(await pay(order, buyer)).toMatchObject({ code, subCode });
    expect(rig.movements()).toEqual(moved);
    const query = await rig.exec('alipay.trade.query', { out_trade_no: order });
    expect(query['tradeStatus']).toBe(moved.length === 0 ? undefined : 'TRADE_SUCCESS');
  });

  it('may have held funds', async () => {
    const order = nextOrder();
    const body = holdBody(order, { auth_code: authCodeOf('14') });
    expect(await rig.exec('alipay.fund.auth.order.freeze', body)).toMatchObject({
      subCode: 'SYSTEM_ERROR',
    });
    expect(rig.movements()).toEqual(['authorise 10000']);
    const again = await rig.exec('alipay.fund.auth.order.freeze', body);
    expect(again).toMatchObject({ subCode: 'FREEZE_ALREADY_SUCCESS' });
  });
});

describe('a payment code', () => {
  it.each(['2700000000000000', '250000000000000000000000', '300000000000000000'])(
    'of the right form belongs to a buyer who pays: %s',
    async (code) => {
      const body = barcode(nextOrder(), { auth_code: code });
      expect(await rig.exec('alipay.trade.pay', body)).toMatchObject({ code: '10000' });
    },
  );

  it.each(['2800', '3100000000000000', '28000000000000000000000000', 'fp00', 'x800000000000001'])(
    'of another form is none: %s',
    async (code) => {
      const body = barcode(nextOrder(), { auth_code: code });
      expect(await rig.exec('alipay.trade.pay', body)).toMatchObject({
        subCode: 'ACQ.PAYMENT_AUTH_CODE_INVALID',
      });
    },
  );

  it('is good for one order, so that a retry under a new number charges nobody twice', async () => {
    const code = { auth_code: '2812345678901234' };
    const order = nextOrder();
    expect(await rig.exec('alipay.trade.pay', barcode(order, code))).toMatchObject({
      code: '10000',
    });
    expect(await rig.exec('alipay.trade.pay', barcode(nextOrder(), code))).toMatchObject({
      subCode: 'ACQ.PAYMENT_AUTH_CODE_INVALID',
    });
    const hold = holdBody(nextOrder(), code);
    expect(await rig.exec('alipay.fund.auth.order.freeze', hold)).toMatchObject({
      subCode: 'PAYMENT_AUTH_CODE_INVALID',
    });
  });

  it('names the same buyer each time, and each its own', () => {
    const one = buyerByCode('2812345678901234');
    expect(buyerByCode('2812345678901234')).toEqual(one);
    expect(buyerByCode('2812345678901235')?.userId).not.toBe(one?.userId);
    expect(buyerById(one?.userId ?? '')).toMatchObject({ outcome: { kind: 'pays' } });
    expect(buyerById(userIdOf('04'))).toMatchObject({ outcome: { kind: 'declined' } });
    expect(buyerById('nobody')).toBeNull();
  });
});
