import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { billDay, startOfDay } from './beijing-time.ts';
import { feeOf, returnedFeeOf } from './money.ts';
import { startRig, textAt, type Rig } from './rig.fixture.ts';

const DAY_MS = 86_400_000;

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

/** Titles, rows and totals of a bill, as a merchant's reader takes them apart. */
function readBill(text: string) {
  const lines = text.split('\r\n');
  expect(lines.pop()).toBe('');
  const cells = (line: string | undefined): readonly string[] =>
    (line ?? '').split(',').map((one) => one.replace(/^`/, ''));
  const table = (titles: string | undefined, rows: readonly string[]) =>
    rows.map((row) => {
      expect(row.split(',').every((one) => one.startsWith('`'))).toBe(true);
      const names = cells(titles);
      const values = cells(row);
      expect(values).toHaveLength(names.length);
      return Object.fromEntries(names.map((name, index) => [name, values[index]]));
    });
  return {
    rows: table(lines[0], lines.slice(1, -2)),
    totals: table(lines.at(-2), lines.slice(-1))[0],
  };
}

async function download(query: string): Promise<ReturnType<typeof readBill>> {
  const offered = await rig.ask('GET', `/v3/bill/${query}`);
  expect(offered.status).toBe(200);
  const { pathname, search } = new URL(textAt(offered.body, 'download_url'));
  const file = await rig.ask('GET', pathname + search);
  expect(file.headers.get('wechatpay-signature')).toBeNull();
  expect(file.headers.get('content-type')).toContain('text/plain');
  return readBill(file.text);
}

async function offerOf(query: string) {
  const { body } = await rig.ask('GET', `/v3/bill/${query}`);
  const { pathname, search } = new URL(textAt(body, 'download_url'));
  return {
    digest: textAt(body, 'hash_value'),
    fetch: async () => Buffer.from(await rig.bytes(pathname + search)),
  };
}

/** Money of every kind, all on one day. */
async function trade(): Promise<string> {
  const day = billDay(rig.clock.now() + 3_600_000);
  rig.clock.advance(Math.max(0, (startOfDay(day) ?? 0) - rig.clock.now()));
  await rig.paid('order-1', 12_345);
  await rig.paid('order-2', 83);
  await rig.refund('order-1', 'r-1', { refund: 5000, total: 12_345 });
  await rig.refund('order-2', 'r-2', { refund: 83, total: 83 });
  rig.clock.advance(1000);
  return day;
}

describe('the settlement of a period', () => {
  it('adds up to what the ledger knows, line by line', async () => {
    const day = await trade();
    const fromMs = startOfDay(day) ?? 0;
    const file = rig.gateway.settlement({ fromMs, toMs: fromMs + DAY_MS });
    const { rows, totals } = readBill(file?.body ?? '');
    const fen = (yuan: string | undefined): number => Math.round(Number(yuan) * 100);
    const billed = rows.map((row) =>
      row['交易状态'] === 'SUCCESS'
        ? `capture ${fen(row['订单金额'])} of ${row['商户订单号']}`
        : `refund ${fen(row['申请退款金额'])} of ${row['商户订单号']}`,
    );
    const moved = rig.gateway
      .ledger()
      .filter(({ movement }) => movement !== 'authorise')
      .map(({ movement, amountMinor, object }) => `${movement} ${amountMinor} of ${object}`);
    expect(billed).toEqual(moved);
    const fees = feeOf(12_345) + feeOf(83) - returnedFeeOf(5000) - returnedFeeOf(83);
    expect(totals).toEqual({
      总交易单数: '4',
      应结订单总金额: '124.28',
      退款总金额: '50.83',
      充值券退款总金额: '0.00',
      手续费总金额: `${(fees / 100).toFixed(2)}000`,
      订单总金额: '124.28',
      申请退款总金额: '50.83',
    });
    expect(rows[2]).toMatchObject({ 商户退款单号: 'r-1', 手续费: '-0.30000', 退款状态: 'SUCCESS' });
    expect(rows[0]).toMatchObject({ 商户号: rig.mchid, 费率: '0.60%', 手续费: '0.74000' });
  });
});

describe('the trade bill', () => {
  it('is ready at ten the day after, and missing when nothing happened', async () => {
    const day = await trade();
    const ask = (query: string) => rig.ask('GET', `/v3/bill/tradebill?${query}`);
    expect(await ask(`bill_date=${day}`)).toMatchObject({ body: { code: 'PARAM_ERROR' } });
    const ready = (startOfDay(day) ?? 0) + DAY_MS + 10 * 3_600_000;
    rig.clock.advance(ready - 1000 - rig.clock.now());
    expect(await ask(`bill_date=${day}`)).toMatchObject({
      status: 400,
      body: { code: 'STATEMENT_CREATING' },
    });
    rig.clock.advance(2000);
    expect((await ask(`bill_date=${day}`)).status).toBe(200);
    const before = billDay((startOfDay(day) ?? 0) - 1);
    expect(await ask(`bill_date=${before}`)).toMatchObject({
      status: 400,
      body: { code: 'NO_STATEMENT_EXIST' },
    });
    expect(await ask(`bill_date=${day}&tar_type=ZIP`)).toMatchObject({
      body: { code: 'PARAM_ERROR', detail: { field: 'tar_type' } },
    });
  });

  it('comes compressed when asked for so, with the digest of what was compressed', async () => {
    const day = await trade();
    rig.clock.advance(2 * DAY_MS);
    for (const kind of ['tradebill', 'fundflowbill']) {
      const plain = await offerOf(`${kind}?bill_date=${day}`);
      const packed = await offerOf(`${kind}?bill_date=${day}&tar_type=GZIP`);
      expect(packed.digest).toBe(plain.digest);
      const file = gunzipSync(await packed.fetch());
      expect(file.toString()).toBe((await plain.fetch()).toString());
      expect(createHash('sha1').update(file).digest('hex')).toBe(packed.digest);
    }
  });

  it.each([
    ['missing-line', 3],
    ['double-line', 5],
    ['wrong-amount', 4],
    ['wrong-fee', 4],
    ['wrong-reference', 4],
    ['wrong-currency', 4],
  ])('is as wrong as the settlement of the gateway under %s', async (mistake, rows) => {
    const day = await trade();
    rig.clock.advance(2 * DAY_MS);
    const right = await download(`tradebill?bill_date=${day}`);
    const account = await download(`fundflowbill?bill_date=${day}`);
    const ledger = structuredClone(rig.gateway.ledger());
    const [, entry] = ledger.filter(({ movement }) => movement === 'capture');
    rig.arm('settlement-mismatch', { mistake }, 1, { entry: entry?.entry ?? '' });
    const wrong = await download(`tradebill?bill_date=${day}`);
    expect(wrong.rows).toHaveLength(rows);
    expect(wrong.rows).not.toEqual(right.rows);
    const fromMs = startOfDay(day) ?? 0;
    const settlement = rig.gateway.settlement({ fromMs, toMs: fromMs + DAY_MS });
    expect(wrong.rows).toEqual(readBill(settlement?.body ?? '').rows);
    if (mistake !== 'wrong-reference' && mistake !== 'wrong-currency') {
      expect((await download(`fundflowbill?bill_date=${day}`)).rows).not.toEqual(account.rows);
    }
    expect(rig.gateway.ledger()).toEqual(ledger);
  });

  it('lists payments, refunds or both, each with columns of its own', async () => {
    const day = await trade();
    rig.clock.advance(2 * DAY_MS);
    const bill = (type: string) => download(`tradebill?bill_date=${day}&bill_type=${type}`);
    const all = await bill('ALL');
    expect(all.rows.map((row) => row['交易状态'])).toEqual([
      'SUCCESS',
      'SUCCESS',
      'REFUND',
      'REFUND',
    ]);
    const paid = await bill('SUCCESS');
    expect(paid.rows).toHaveLength(2);
    expect(Object.keys(paid.rows[0] ?? {})).toHaveLength(20);
    const refunded = await bill('REFUND');
    expect(refunded.rows.map((row) => row['商户退款单号'])).toEqual(['r-1', 'r-2']);
    expect(Object.keys(refunded.rows[0] ?? {})).toHaveLength(29);
    expect(Object.keys(all.rows[0] ?? {})).toHaveLength(27);
  });

  it('can’t be torn apart by what a merchant writes into an order', async () => {
    await rig.ask('POST', '/v3/pay/transactions/native', {
      ...rig.order('order-3'),
      description: 'a,b`c\r\nd',
      attach: '{"a":1,"b":2}',
    });
    await rig.payer('order-3');
    const day = billDay(rig.clock.now());
    rig.clock.advance(2 * DAY_MS);
    const { rows } = await download(`tradebill?bill_date=${day}`);
    expect(rows).toMatchObject([{ 商品名称: 'a b c  d', 商户数据包: '{"a":1 "b":2}' }]);
  });

  it('has a link that ends after five minutes', async () => {
    const day = await trade();
    rig.clock.advance(2 * DAY_MS);
    const offered = await rig.ask('GET', `/v3/bill/tradebill?bill_date=${day}`);
    const { pathname, search } = new URL(textAt(offered.body, 'download_url'));
    rig.clock.advance(5 * 60_000);
    expect((await rig.ask('GET', pathname + search)).status).toBe(400);
  });
});

describe('the bill of the account', () => {
  it('keeps the balance from one day to the next', async () => {
    const day = await trade();
    rig.clock.advance(DAY_MS);
    await rig.refund('order-1', 'r-3', { refund: 1000, total: 12_345 });
    rig.clock.advance(1000);
    const next = billDay(rig.clock.now());
    rig.clock.advance(2 * DAY_MS);
    const first = await download(`fundflowbill?bill_date=${day}`);
    expect(
      first.rows.map((row) => [row['业务类型'], row['收支类型'], row['收支金额(元)']]),
    ).toEqual([
      ['交易', '收入', '123.45'],
      ['扣除交易手续费', '支出', '0.74'],
      ['交易', '收入', '0.83'],
      ['退款', '支出', '49.70'],
      ['退款', '支出', '0.83'],
    ]);
    expect(first.rows.at(-1)).toMatchObject({ '账户结余(元)': '73.01', 业务凭证号: 'r-2' });
    expect(first.totals).toEqual({
      资金流水总笔数: '5',
      收入笔数: '2',
      收入金额: '124.28',
      支出笔数: '3',
      支出金额: '51.27',
    });
    const second = await download(`fundflowbill?bill_date=${next}&account_type=BASIC`);
    expect(second.rows).toMatchObject([{ '收支金额(元)': '9.94', '账户结余(元)': '63.07' }]);
    const fees = await rig.ask('GET', `/v3/bill/fundflowbill?bill_date=${day}&account_type=FEES`);
    expect(fees.body).toMatchObject({ code: 'NO_STATEMENT_EXIST' });
  });
});
