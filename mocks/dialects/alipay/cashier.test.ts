import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { userIdOf } from './buyers.ts';
import { barcode, nextOrder, startRig, type Reply, type Rig } from './rig.fixture.ts';

// The buyer's side: pages that a browser opens.

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

const RETURN_URL = 'http://shop.example/thanks?lang=en';

/** What the SDK makes for the merchant's page, opened as a browser would. */
async function openPage(order: string, method = 'alipay.trade.page.pay'): Promise<Reply> {
  const url = rig.sdk.pageExecute(method, 'GET', {
    bizContent: { ...barcode(order), product_code: 'FAST_INSTANT_TRADE_PAY' },
    returnUrl: RETURN_URL,
  });
  return rig.browse(url);
}

const payAt = (url: string, buyer?: string): Promise<Reply> =>
  rig.browse(`${url}/pay`, {
    method: 'POST',
    body: new URLSearchParams(buyer === undefined ? {} : { buyer }),
  });

const statusOf = async (order: string): Promise<unknown> => {
  const { subCode, tradeStatus } = await rig.exec('alipay.trade.query', { out_trade_no: order });
  return tradeStatus ?? subCode;
};

describe('a payment on a page', () => {
  it.each(['alipay.trade.page.pay', 'alipay.trade.wap.pay'])(
    'leads from the link of %s to the cashier and back to the shop',
    async (method) => {
      const order = nextOrder();
      const opened = await openPage(order, method);
      expect(opened.status).toBe(302);
      expect(await statusOf(order)).toBe('ACQ.TRADE_NOT_EXIST');
      const cashier = opened.headers.get('location') ?? '';
      expect((await rig.browse(cashier)).text).toContain('88.88 CNY');
      expect(await statusOf(order)).toBe('WAIT_BUYER_PAY');
      const paid = await payAt(cashier);
      expect(paid.status).toBe(302);
      const back = new URL(paid.headers.get('location') ?? '');
      expect(back.origin + back.pathname).toBe('http://shop.example/thanks');
      const { lang, ...told } = Object.fromEntries(back.searchParams);
      expect(lang).toBe('en');
      expect(told).toMatchObject({ out_trade_no: order, total_amount: '88.88' });
      expect(told['method']).toBe(`${method}.return`);
      expect(rig.sdk.checkNotifySignV2(told)).toBe(true);
      expect(await statusOf(order)).toBe('TRADE_SUCCESS');
      expect(rig.gateway.journal(2)[0]).toMatchObject({ operation: 'other', order });
    },
  );

  it('can be posted as a form as well', async () => {
    const order = nextOrder();
    const html = rig.sdk.pageExecute('alipay.trade.page.pay', 'POST', {
      bizContent: barcode(order),
    });
    const action = /action="([^"]+)"/.exec(html)?.[1] ?? '';
    const inputs = [...html.matchAll(/name="([^"]+)" value="([^"]*)" \/>/g)];
    const body = new URLSearchParams(
      inputs.map(([, name = '', value = '']): [string, string] => [
        name,
        value.replaceAll('&quot;', '"'),
      ]),
    );
    expect((await rig.browse(action, { method: 'POST', body })).status).toBe(302);
  });

  it('has one cashier however often it is opened', async () => {
    const order = nextOrder();
    const [first, again] = [await openPage(order), await openPage(order)];
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
  });

  it('is refused with a page for the buyer, not with JSON', async () => {
    const url = new URL(
      rig.sdk.pageExecute('alipay.trade.page.pay', 'GET', { bizContent: barcode(nextOrder()) }),
    );
    url.searchParams.set('app_id', 'test');
    const reply = await rig.browse(url.href);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toContain('text/html');
    expect(reply.text).toContain('错误代码 invalid-app-id');
  });
});

describe('the cashier', () => {
  const cashierOf = async (order: string): Promise<string> =>
    String((await rig.exec('alipay.trade.precreate', barcode(order)))['qrCode']);

  it.each([
    ['04', 200, '买家余额不足', 'WAIT_BUYER_PAY'],
    ['03', 200, '付款成功', 'TRADE_SUCCESS'],
    ['13', 500, '系统错误', 'WAIT_BUYER_PAY'],
    ['14', 500, '系统错误', 'TRADE_SUCCESS'],
  ] as const)('lets buyer %s see %i, %s', async (buyer, status, text, trade) => {
    const order = nextOrder();
    const reply = await payAt(await cashierOf(order), userIdOf(buyer));
    expect(reply.status).toBe(status);
    expect(reply.text).toContain(text);
    expect(await statusOf(order)).toBe(trade);
  });

  it('takes the money once', async () => {
    const cashier = await cashierOf(nextOrder());
    await payAt(cashier);
    const again = await payAt(cashier);
    expect(again.text).toContain('交易已被支付');
    expect(rig.movements()).toEqual(['authorise 8888', 'capture 8888']);
  });

  it('takes no money for a closed trade', async () => {
    const order = nextOrder();
    const cashier = await cashierOf(order);
    await rig.browse(cashier);
    await rig.exec('alipay.trade.close', { out_trade_no: order });
    expect((await payAt(cashier)).text).toContain('交易已经关闭');
    expect(rig.movements()).toEqual([]);
  });

  it('knows neither other trades nor other buyers', async () => {
    expect((await rig.browse('/cashier/none')).status).toBe(404);
    expect((await payAt(await cashierOf(nextOrder()), 'somebody')).status).toBe(400);
  });

  it('shows a title as text', async () => {
    const order = nextOrder();
    const body = barcode(order, { subject: '<script>alert("1")</script>' });
    const { qrCode } = await rig.exec('alipay.trade.precreate', body);
    const { text } = await rig.browse(String(qrCode));
    expect(text).not.toContain('<script>');
    expect(text).toContain('&lt;script&gt;');
  });
});
