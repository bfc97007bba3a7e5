import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, CODEPAY, JSAPI, NATIVE, startRig, type Rig } from './rig.fixture.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

describe('a bad order', () => {
  const total = (value: unknown): object => ({ amount: { total: value, currency: 'CNY' } });

  it.each([
    [
      total(0),
      '/amount/total',
      '输入源“/body/amount/total”映射到数值字段“总金额”规则校验失败，值低于最小值 1',
    ],
    [total(-1), '/amount/total', '值低于最小值 1'],
    [total(2_147_483_648), '/amount/total', '值高于最大值 2147483647'],
    [total(1.5), '/amount/total', '此字段需要一个合法的 32 位有符号整数'],
    [total('100'), '/amount/total', '此字段需要一个合法的 32 位有符号整数'],
    [total(1e21), '/amount/total', '值高于最大值 2147483647'],
    [total(null), '/amount/total', '必填性规则校验失败，此字段为必填项'],
    [{ amount: undefined }, '/amount', '必填性规则校验失败'],
    [{ amount: { total: 1, currency: 'USD' } }, '/amount/currency', '值不在枚举范围内'],
    [{ amount: { total: 1, currency: 'toString' } }, '/amount/currency', ''],
    [
      { out_trade_no: 'short' },
      '/out_trade_no',
      '输入源“/body/out_trade_no”映射到值字段“商户订单号”字符串规则校验失败，字符数 5，小于最小值 6',
    ],
    [{ out_trade_no: 'x'.repeat(33) }, '/out_trade_no', '字符数 33，大于最大值 32'],
    [
      { out_trade_no: 'order/1' },
      '/out_trade_no',
      '映射到值字段“商户订单号”字符串规则校验失败，字符串必须匹配正则表达式“^[\\w\\-|*]+$”',
    ],
    [{ out_trade_no: 1_000_000 }, '/out_trade_no', '此字段需要一个合法的 字符串'],
    [{ description: undefined }, '/description', '“商品描述”必填性规则校验失败'],
    [{ description: '商'.repeat(128) }, '/description', '大于最大值 127'],
    [{ notify_url: 'nowhere' }, '/notify_url', '字符串必须匹配正则表达式“^https?://'],
    [{ notify_url: 'ftp://shop.example' }, '/notify_url', ''],
    [{ time_expire: 'tomorrow' }, '/time_expire', '格式不符合RFC3339'],
    [{ attach: 'x'.repeat(129) }, '/attach', ''],
    [{ mchid: undefined }, '/mchid', ''],
  ])('%j is refused at %s', async (changes, field, words) => {
    const reply = await rig.ask('POST', NATIVE, rig.order('order-1', changes));
    expect(reply).toMatchObject({
      status: 400,
      body: { code: 'PARAM_ERROR', detail: { field, location: 'body' } },
    });
    expect(at(reply.body, 'message')).toContain(words);
    expect(reply.headers.get('wechatpay-signature')).not.toBeNull();
    expect(rig.gateway.status().payments).toBe(0);
  });

  it.each([
    [{ description: undefined }, { issue: '此字段为必填项', value: '' }],
    [{ out_trade_no: 'short' }, { issue: '字符数 5，小于最小值 6', value: 5 }],
    [{ out_trade_no: 'x'.repeat(33) }, { issue: '字符数 33，大于最大值 32', value: 33 }],
    [{ out_trade_no: 'order/1' }, { issue: '字符串必须匹配正则表达式“^[\\w\\-|*]+$”' }],
    [total(0), { issue: '值低于最小值 1', value: 0 }],
    [total(0.01), { issue: '此字段需要一个合法的 32 位有符号整数', value: 0.01 }],
    [total('100'), { issue: '此字段需要一个合法的 32 位有符号整数', value: '100' }],
    [{ support_fapiao: 'yes' }, { issue: '此字段需要一个合法的 布尔值', value: 'yes' }],
    [{ time_expire: 'tomorrow' }, { issue: '格式不符合RFC3339', value: 'tomorrow' }],
  ])('%j is explained in WeChat Pay’s own words: %j', async (changes, detail) => {
    const reply = await rig.ask('POST', NATIVE, rig.order('order-1', changes));
    expect(reply).toMatchObject({ body: { code: 'PARAM_ERROR', detail } });
  });

  it('of JSAPI lacks its payer, of H5 its scene, of a payment code the code', async () => {
    const fields = await Promise.all(
      [JSAPI, '/v3/pay/transactions/h5', CODEPAY].map(async (path) => {
        const scene = path === CODEPAY ? { scene_info: {} } : {};
        const reply = await rig.ask('POST', path, rig.order('order-1', scene));
        return at(reply.body, 'detail', 'field');
      }),
    );
    expect(fields).toEqual(['/payer', '/scene_info', '/payer']);
  });

  it('is refused when it is no JSON object at all', async () => {
    for (const body of ['{', '[]', 'null', '"text"', '1']) {
      const reply = await rig.ask('POST', NATIVE, body);
      expect(reply).toMatchObject({ status: 400, body: { code: 'PARAM_ERROR' } });
      expect(at(reply.body, 'detail', 'issue')).toMatch(/[一-龟]/);
    }
    const none = await rig.ask('POST', NATIVE);
    expect(none).toMatchObject({ status: 400, body: { code: 'PARAM_ERROR' } });
  });

  it('is refused in another media type, or when it is too large', async () => {
    const body = JSON.stringify(rig.order('order-1'));
    const typed = await rig.ask('POST', NATIVE, body, { 'content-type': 'text/plain' });
    expect(typed).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
    const large = await rig.ask('POST', NATIVE, ' '.repeat(1_100_000));
    expect(large).toMatchObject({ status: 413, body: { code: 'INVALID_REQUEST' } });
  });
});

describe('a bad refund', () => {
  it.each([
    [{ refund: 0 }, '/amount/refund'],
    [{ refund: 0.5 }, '/amount/refund'],
    [{ total: -1 }, '/amount/total'],
    [{ currency: 'USD' }, '/amount/currency'],
    [{ reason: 'x'.repeat(81) }, '/reason'],
    [{ notify_url: 'nowhere' }, '/notify_url'],
  ])('%j is refused at %s', async (changes, field) => {
    const reply = await rig.refund('order-1', 'r-1', changes);
    expect(reply).toMatchObject({ status: 400, body: { code: 'PARAM_ERROR', detail: { field } } });
  });
});

describe('what is not there', () => {
  it('is an empty 404, and an empty 405 where another method is', async () => {
    const none = await rig.ask('GET', '/v3/nothing');
    expect(none).toMatchObject({ status: 404, text: '' });
    const wrong = await rig.ask('GET', NATIVE);
    expect(wrong).toMatchObject({ status: 405, text: '' });
    const deep = await rig.ask('DELETE', '/v3/pay/transactions/out-trade-no/order-1/close');
    expect(deep.status).toBe(405);
    expect(none.headers.get('wechatpay-signature')).toBeNull();
  });

  it('is told in WeChat Pay’s words for a bad fault header and broken URLs', async () => {
    const headers = { 'paydrill-fault': 'no-such-fault' };
    const reply = await rig.ask('POST', NATIVE, rig.order('order-1'), headers);
    expect(reply).toMatchObject({
      status: 400,
      body: { code: 'PARAM_ERROR', detail: { field: 'paydrill-fault', location: 'header' } },
    });
    const broken = await rig.ask('GET', '/v3/pay/transactions/id/%E0%A4%A');
    expect(broken).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
  });
});

describe('a bad bill', () => {
  const bill = (query: string) => rig.ask('GET', `/v3/bill/tradebill?${query}`);

  it.each([
    ['bill_date=2026-02-30', 'bill_date'],
    ['bill_date=20260228', 'bill_date'],
    ['bill_type=ALL', 'bill_date'],
    ['bill_date=2999-01-01', 'bill_date'],
    ['bill_date=2000-01-01', 'bill_date'],
  ])('%s is refused at %s', async (query, field) => {
    expect(await bill(query)).toMatchObject({
      status: 400,
      body: { code: 'PARAM_ERROR', detail: { field, location: 'query' } },
    });
  });

  it('has a link that is known and not outdated', async () => {
    const reply = await rig.ask('GET', '/v3/billdownload/file?token=none');
    expect(reply).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
  });
});
