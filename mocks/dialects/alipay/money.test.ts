import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CURRENCY_EXPONENTS } from '../../../harness/core/money.ts';
import { ALIPAY_CURRENCIES, limitMinor, parseWireAmount, toWire } from './money.ts';
import { barcode, nextOrder, startRig, type Rig } from './rig.fixture.ts';

describe('an amount on the wire', () => {
  it('survives being written and read, in every currency and over the whole range', () => {
    fc.assert(
      fc.property(
        fc
          .constantFrom(...ALIPAY_CURRENCIES)
          .chain((currency) =>
            fc.tuple(fc.constant(currency), fc.integer({ min: 1, max: limitMinor(currency) })),
          ),
        ([currency, amountMinor]) => {
          expect(parseWireAmount(toWire(amountMinor, currency), currency)).toEqual({
            kind: 'amount',
            amountMinor,
          });
        },
      ),
    );
  });

  it.each([
    ['88.88', 8888],
    ['0.01', 1],
    ['100', 10_000],
    ['0.1', 10],
    ['88.880', 8888],
    ['007.50', 750],
    ['100000000.00', 10_000_000_000],
  ])('%s is %i fen', (text, amountMinor) => {
    expect(parseWireAmount(text)).toEqual({ kind: 'amount', amountMinor });
  });

  it.each(['0', '0.00', '-1.00', '100000000.01', '999999999999'])('%s is out of bounds', (text) => {
    expect(parseWireAmount(text)).toEqual({ kind: 'range' });
  });

  it.each(['', '.5', '1.', '1,00', '1e3', '1.001', '٣', 'NaN', ' 1', '1.0000000', '+1'])(
    '%j is no amount',
    (text) => {
      expect(parseWireAmount(text)).toEqual({ kind: 'syntax' });
    },
  );

  it('has the decimals of ISO 4217 in every currency', () => {
    for (const currency of ALIPAY_CURRENCIES) {
      const digits = toWire(1, currency).split('.')[1]?.length ?? 0;
      expect(digits).toBe(CURRENCY_EXPONENTS[currency]);
    }
  });

  it('is refused where it has more decimals than its currency', () => {
    expect(parseWireAmount('1000.50', 'JPY')).toEqual({ kind: 'syntax' });
    expect(parseWireAmount('1000.00', 'JPY')).toEqual({ kind: 'amount', amountMinor: 1000 });
  });
});

describe('a payment', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig();
  });
  beforeEach(() => rig.startOver());
  afterAll(() => rig[Symbol.asyncDispose]());

  it.each(['0.01', '88.88', '100000000.00', 88.88, 5])(
    'of %s is taken to the fen',
    async (amount) => {
      const paid = await rig.exec(
        'alipay.trade.pay',
        barcode(nextOrder(), { total_amount: amount }),
      );
      expect(paid['totalAmount']).toBe(Number(amount).toFixed(2));
      expect(rig.movements()[1]).toBe(`capture ${Math.round(Number(amount) * 100)}`);
    },
  );

  it.each([
    ['0.00', 'ACQ.TOTAL_FEE_EXCEED'],
    ['-5.00', 'ACQ.TOTAL_FEE_EXCEED'],
    ['100000000.01', 'ACQ.TOTAL_FEE_EXCEED'],
    ['0.001', 'ACQ.INVALID_PARAMETER'],
    ['8 yuan', 'ACQ.INVALID_PARAMETER'],
    [1e21, 'ACQ.INVALID_PARAMETER'],
    [undefined, 'ACQ.INVALID_PARAMETER'],
    [{ yuan: 1 }, 'ACQ.INVALID_PARAMETER'],
  ])('of %j is refused with %s', async (amount, subCode) => {
    const body = barcode(nextOrder(), { total_amount: amount });
    expect(await rig.exec('alipay.trade.pay', body)).toMatchObject({ code: '40004', subCode });
    expect(rig.movements()).toEqual([]);
  });

  it('in another currency is told in that one', async () => {
    const order = nextOrder();
    const body = barcode(order, { total_amount: '1000', trans_currency: 'JPY' });
    expect(await rig.exec('alipay.trade.pay', body)).toMatchObject({
      totalAmount: '1000',
      transCurrency: 'JPY',
    });
    expect(rig.ledger()).toMatchObject([{ amountMinor: 1000, currency: 'JPY' }, {}]);
    const refund = { out_trade_no: order, refund_amount: '400', out_request_no: 'part' };
    expect(await rig.exec('alipay.trade.refund', refund)).toMatchObject({ refundFee: '400' });
  });

  it.each(['BHD', 'XXX', 'cny'])('in %s is refused', async (currency) => {
    const body = barcode(nextOrder(), { trans_currency: currency });
    expect(await rig.exec('alipay.trade.pay', body)).toMatchObject({
      subCode: 'ACQ.CURRENCY_NOT_SUPPORT',
    });
  });
});
