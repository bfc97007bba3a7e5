import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { feeOf } from './bill.ts';
import { barcode, holdBody, nextOrder, startRig, type Rig } from './rig.fixture.ts';
import { parseWireTime, wireTime } from './wire-time.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

const BILL = 'alipay.data.dataservice.bill.downloadurl.query';
const DAY_MS = 86_400_000;

const today = (): string => wireTime(rig.clock.now()).slice(0, 10);

async function trade(): Promise<string> {
  const order = nextOrder();
  await rig.exec('alipay.trade.pay', barcode(order, { subject: 'Tea, "two" cups' }));
  const refund = { out_trade_no: order, refund_amount: '8.88', out_request_no: `${order}-part` };
  await rig.exec('alipay.trade.refund', refund);
  return order;
}

async function linkOf(day: string): Promise<string> {
  const answer = await rig.exec(BILL, { bill_type: 'trade', bill_date: day });
  expect(answer).toMatchObject({ code: '10000' });
  return String(answer['billDownloadUrl']);
}

const rowsOf = (file: string): readonly (readonly string[])[] =>
  file
    .split('\n')
    .filter((line) => /^\d{28}\t,/.test(line))
    .map((line) => line.replaceAll(/"(?:[^"]|"")*"/g, 'quoted').split(','));

const fen = (text: string | undefined): number => Math.round(Number(text) * 100);

describe('the bill of a day', () => {
  it('tells every payment and refund of the ledger, and nothing else', async () => {
    const day = today();
    const orders = [await trade(), await trade()];
    const held = await rig.exec('alipay.fund.auth.order.freeze', holdBody(nextOrder()));
    const drawn = nextOrder();
    const body = barcode(drawn, { auth_no: held['authNo'], auth_code: undefined });
    await rig.exec('alipay.trade.pay', body);
    rig.clock.advance(DAY_MS);
    const file = await rig.browse(await linkOf(day));
    expect(file.headers.get('content-type')).toBe('text/csv;charset=utf-8');
    expect(file.text.split('\n').slice(0, 4)).toEqual([
      '#支付宝业务明细查询',
      `#账号：[${rig.gateway.environment['ALIPAY_SELLER_ID'] ?? ''}0156]`,
      expect.stringMatching(/^#起始日期：\[\d{4}年\d\d月\d\d日 00:00:00\] {3}终止日期：/),
      expect.stringContaining('业务明细列表'),
    ]);
    const rows = rowsOf(file.text);
    expect(rows.map((row) => row.length)).toEqual([25, 25, 25, 25, 25]);
    const ledger = rig
      .ledger()
      .filter(({ movement }) => movement === 'capture' || movement === 'refund');
    const grossOf = (movement: string, minor: number) => (movement === 'capture' ? minor : -minor);
    expect(rows.map((row) => fen(row[11]))).toEqual(
      ledger.map(({ movement, amountMinor }) => grossOf(movement, amountMinor)),
    );
    expect(rows.map((row) => fen(row[22]))).toEqual(
      ledger.map(({ movement, amountMinor }) => -grossOf(movement, feeOf(amountMinor))),
    );
    expect(rows.map((row) => row[1]?.trim())).toEqual([
      orders[0],
      orders[0],
      orders[1],
      orders[1],
      drawn,
    ]);
    expect(file.text).toContain('#交易合计：3笔，商家实收共266.64元，商家优惠共0.00元');
    expect(file.text).toContain('#退款合计：2笔，商家实收退款共-17.76元，商家优惠退款共0.00元');
  });

  it('is the same as the settlement that the gateway itself gives', async () => {
    const day = today();
    await trade();
    rig.clock.advance(DAY_MS);
    const fromMs = parseWireTime(day) ?? 0;
    const settlement = rig.gateway.settlement({ fromMs, toMs: fromMs + DAY_MS });
    const served = await rig.browse(await linkOf(day));
    const dated = (text = ''): string => text.replace(/#导出时间.*/, '');
    expect(dated(served.text)).toBe(dated(settlement?.body));
  });

  it.each(['missing-line', 'double-line', 'wrong-amount', 'wrong-fee', 'wrong-reference'])(
    'is as wrong under %s as the settlement of the gateway',
    async (mistake) => {
      const day = today();
      await trade();
      rig.clock.advance(DAY_MS);
      const right = await rig.browse(await linkOf(day));
      const ledger = structuredClone(rig.ledger());
      rig.arm('settlement-mismatch', { mistake });
      const wrong = await rig.browse(await linkOf(day));
      const dated = (text = ''): string => text.replace(/#导出时间.*/, '');
      expect(dated(wrong.text)).not.toBe(dated(right.text));
      const fromMs = parseWireTime(day) ?? 0;
      const settlement = rig.gateway.settlement({ fromMs, toMs: fromMs + DAY_MS });
      expect(dated(wrong.text)).toBe(dated(settlement?.body));
      expect(rig.ledger()).toEqual(ledger);
    },
  );

  it('is served though a fault settles in a currency that Alipay has not', async () => {
    const day = today();
    await trade();
    rig.clock.advance(DAY_MS);
    rig.arm('settlement-mismatch', { mistake: 'wrong-currency', currency: 'KWD' });
    expect(rowsOf((await rig.browse(await linkOf(day))).text)).toHaveLength(2);
  });

  it('holds what was moved between one midnight in Beijing and the next', async () => {
    await trade();
    rig.clock.advance(DAY_MS);
    const day = today();
    await trade();
    rig.clock.advance(DAY_MS);
    const { text } = await rig.browse(await linkOf(day));
    expect(rowsOf(text)).toHaveLength(2);
  });

  it('is there though nothing happened', async () => {
    const day = today();
    rig.clock.advance(DAY_MS);
    expect(rowsOf((await rig.browse(await linkOf(day))).text)).toEqual([]);
  });

  it('has a link that is good for thirty seconds', async () => {
    const day = today();
    rig.clock.advance(DAY_MS);
    const link = await linkOf(day);
    rig.clock.advance(30_000);
    expect((await rig.browse(link)).status).toBe(403);
    expect((await rig.browse('/downloadBillFile.resource?fileId=none')).status).toBe(403);
  });
});

describe('a bill', () => {
  it('is also made of a month, and v3 asks for it with GET', async () => {
    const month = today().slice(0, 7);
    await trade();
    rig.clock.advance(40 * DAY_MS);
    const query = { bill_type: 'trade', bill_date: month };
    const answer = await rig.sdk.curl<{ bill_download_url: string }>(
      'GET',
      '/v3/alipay/data/dataservice/bill/downloadurl/query',
      { query },
    );
    expect(rowsOf((await rig.browse(answer.data.bill_download_url)).text)).toHaveLength(2);
  });

  it.each([
    ['trade', 'today', 'BILL_NOT_EXIST'],
    ['trade', '2099-01-01', 'BILL_NOT_EXIST'],
    ['trade', '2026-02-30', 'INVAILID_ARGUMENTS'],
    ['trade', 'yesterday', 'INVAILID_ARGUMENTS'],
    ['trade', undefined, 'INVAILID_ARGUMENTS'],
    ['signcustomer', '2026-01-01', 'TYPE_NOT_SUPPORTED'],
  ])('of %s for %s is refused with %s', async (type, date, subCode) => {
    const biz = { bill_type: type, bill_date: date === 'today' ? today() : date };
    expect(await rig.exec(BILL, biz)).toMatchObject({ code: '40004', subCode });
  });

  it.each([
    [100, 1],
    [83, 0],
    [84, 1],
    [8888, 53],
    [10_000_000_000, 60_000_000],
  ])('takes 6 of 1000, rounded to the fen: of %i it is %i', (gross, fee) => {
    expect(feeOf(gross)).toBe(fee);
  });
});
