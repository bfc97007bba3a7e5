import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { authCodeOf, userIdOf } from './buyers.ts';
import { REFUND_TRIGGERS } from './refunds.ts';
import { barcode, nextOrder, startRig, type Rig } from './rig.fixture.ts';
import { REFUND_WINDOW_MS } from './trade-state.ts';
import { wireTime } from './wire-time.ts';

// Steps that a trade does not take, each in the provider's own words, and none of them moves money.

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

async function refusedWith(method: string, biz: object): Promise<unknown> {
  const before = rig.movements().length;
  const { code, subCode } = await rig.exec(method, biz);
  expect(code).toBe('40004');
  expect(rig.movements()).toHaveLength(before);
  return subCode;
}

async function paid(): Promise<string> {
  const order = nextOrder();
  await rig.exec('alipay.trade.pay', barcode(order));
  return order;
}

async function waiting(): Promise<string> {
  const order = nextOrder();
  await rig.exec('alipay.trade.pay', barcode(order, { auth_code: authCodeOf('03') }));
  return order;
}

async function closed(): Promise<string> {
  const order = await waiting();
  await rig.exec('alipay.trade.close', { out_trade_no: order });
  return order;
}

const refundOf = (order: string, amount: string, more: object = {}): object => ({
  out_trade_no: order,
  refund_amount: amount,
  out_request_no: nextOrder(),
  ...more,
});

describe('a trade that does not exist', () => {
  it.each(['query', 'close', 'refund', 'fastpay.refund.query'])('has no %s', async (step) => {
    const biz = { out_trade_no: 'nobody', refund_amount: '1.00', out_request_no: 'x' };
    expect(await refusedWith(`alipay.trade.${step}`, biz)).toBe('ACQ.TRADE_NOT_EXIST');
  });

  it.each(['query', 'close', 'cancel'])('has to be named for %s', async (step) => {
    expect(await refusedWith(`alipay.trade.${step}`, {})).toBe('ACQ.INVALID_PARAMETER');
  });

  it('is not found by a number that names another one', async () => {
    const biz = { out_trade_no: await paid(), trade_no: '2013112011001004330000121536' };
    expect(await refusedWith('alipay.trade.query', biz)).toBe('ACQ.TRADE_NOT_EXIST');
  });
});

describe('an unpaid trade', () => {
  it('is not refunded', async () => {
    const biz = refundOf(await waiting(), '1.00');
    expect(await refusedWith('alipay.trade.refund', biz)).toBe('ACQ.TRADE_STATUS_ERROR');
  });

  it('is paid by its own buyer only', async () => {
    const biz = barcode(await waiting());
    expect(await refusedWith('alipay.trade.pay', biz)).toBe('ACQ.TRADE_BUYER_NOT_MATCH');
  });

  it('is made for one buyer only', async () => {
    const order = nextOrder();
    const biz = { ...barcode(order), buyer_id: userIdOf('01') };
    await rig.exec('alipay.trade.create', biz);
    const other = { ...biz, buyer_id: userIdOf('02') };
    expect(await refusedWith('alipay.trade.create', other)).toBe('ACQ.TRADE_BUYER_NOT_MATCH');
  });
});

describe('a closed trade', () => {
  it.each([
    ['alipay.trade.pay', 'ACQ.TRADE_HAS_CLOSE'],
    ['alipay.trade.precreate', 'ACQ.TRADE_HAS_CLOSE'],
    ['alipay.trade.close', 'ACQ.REASON_TRADE_STATUS_INVALID'],
  ])('takes no %s', async (method, subCode) => {
    expect(await refusedWith(method, barcode(await closed()))).toBe(subCode);
  });

  it('is not refunded', async () => {
    const biz = refundOf(await closed(), '1.00');
    expect(await refusedWith('alipay.trade.refund', biz)).toBe('ACQ.TRADE_HAS_CLOSE');
  });
});

describe('a paid trade', () => {
  it('is not closed', async () => {
    const biz = { out_trade_no: await paid() };
    expect(await refusedWith('alipay.trade.close', biz)).toBe('ACQ.TRADE_STATUS_ERROR');
  });

  it('gives back no more than it took', async () => {
    const order = await paid();
    await rig.exec('alipay.trade.refund', refundOf(order, '80.00'));
    for (const amount of ['8.89', '88.88', '100000000']) {
      expect(await refusedWith('alipay.trade.refund', refundOf(order, amount))).toBe(
        'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL',
      );
    }
  });

  it.each(['0', '-1.00', '1.001', 'much', '100000000.01'])('gives back no %s', async (amount) => {
    const biz = refundOf(await paid(), amount);
    expect(await refusedWith('alipay.trade.refund', biz)).toBe('ACQ.REASON_TRADE_REFUND_FEE_ERR');
  });

  it('gives back a part only under a number of its own', async () => {
    const biz = { out_trade_no: await paid(), refund_amount: '1.00' };
    expect(await refusedWith('alipay.trade.refund', biz)).toBe('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL');
  });

  it('that has given all back gives no more', async () => {
    const order = await paid();
    await rig.exec('alipay.trade.refund', refundOf(order, '88.88'));
    expect(await refusedWith('alipay.trade.refund', refundOf(order, '0.01'))).toBe(
      'ACQ.TRADE_HAS_CLOSE',
    );
  });

  it.each(REFUND_TRIGGERS)('is not refunded for the reason %s', async (reason) => {
    const biz = refundOf(await paid(), '1.00', { refund_reason: reason });
    expect(await refusedWith('alipay.trade.refund', biz)).toBe(reason);
  });

  it.each(['refund', 'cancel'])('takes no %s after a year', async (step) => {
    const order = await paid();
    rig.clock.advance(REFUND_WINDOW_MS);
    expect(await refusedWith(`alipay.trade.${step}`, refundOf(order, '1.00'))).toBe(
      'ACQ.TRADE_HAS_FINISHED',
    );
  });
});

describe('an order', () => {
  it.each([
    ['is over already', { time_expire: '2020-01-01 00:00:00' }, 'NOW_TIME_AFTER_EXPIRE_TIME_ERROR'],
    ['is for another seller', { seller_id: '2088999999999999' }, 'SELLER_NOT_EXIST'],
    ['is over at no time', { time_expire: 'soon' }, 'INVALID_PARAMETER'],
    ['has half an hour in hours', { timeout_express: '1.5h' }, 'INVALID_PARAMETER'],
    ['has more than fifteen days', { timeout_express: '16d' }, 'INVALID_PARAMETER'],
    ['has no code', { auth_code: undefined }, 'INVALID_PARAMETER'],
    ['has no title', { subject: undefined }, 'INVALID_PARAMETER'],
    ['has no number', { out_trade_no: '' }, 'INVALID_PARAMETER'],
    ['has a number with spaces', { out_trade_no: 'a b' }, 'INVALID_PARAMETER'],
    ['has a number that is too long', { out_trade_no: 'a'.repeat(65) }, 'INVALID_PARAMETER'],
    ['is paid in an unknown scene', { scene: 'telepathy' }, 'INVALID_PARAMETER'],
  ])('that %s is refused', async (_what, change, word) => {
    const biz = barcode(nextOrder(), change);
    expect(await refusedWith('alipay.trade.pay', biz)).toBe(`ACQ.${word}`);
  });

  it('may end with the day', async () => {
    const code = { auth_code: authCodeOf('03'), timeout_express: '1c' };
    const order = nextOrder();
    await rig.exec('alipay.trade.pay', barcode(order, code));
    const midnight = wireTime(rig.clock.now() + 86_400_000).slice(0, 10);
    rig.clock.advance(86_400_000);
    const { subCode } = await rig.exec('alipay.trade.pay', barcode(order, code));
    expect({ midnight, subCode }).toMatchObject({ subCode: 'ACQ.TRADE_HAS_CLOSE' });
  });

  it.each([
    ['of nobody', undefined, 'ACQ.INVALID_PARAMETER'],
    ['of no account', 'somebody', 'ACQ.BUYER_NOT_EXIST'],
  ])('is not created for a buyer %s', async (_what, buyerId, word) => {
    const biz = { ...barcode(nextOrder()), buyer_id: buyerId };
    expect(await refusedWith('alipay.trade.create', biz)).toBe(word);
  });

  it('is not sold to its seller', async () => {
    const { ALIPAY_SELLER_ID: seller } = rig.gateway.environment;
    const biz = { ...barcode(nextOrder()), buyer_id: seller };
    expect(await refusedWith('alipay.trade.create', biz)).toBe('ACQ.BUYER_SELLER_EQUAL');
  });
});
