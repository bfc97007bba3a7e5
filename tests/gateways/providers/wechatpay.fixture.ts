import { createSign, randomUUID } from 'node:crypto';
import { at, isText, parseJson } from '../look.fixture.ts';
import type { BadInputCase, ProviderBounds, Sample, Value } from '../providers.fixture.ts';
import type { Heard, Sent } from '../wire.fixture.ts';

const TRANSACTIONS = '/v3/pay/transactions';
const NATIVE = `${TRANSACTIONS}/native`;
const BY_NUMBER = `${TRANSACTIONS}/out-trade-no`;
const REFUNDS = '/v3/refund/domestic/refunds';
const JSON_TYPE = 'application/json';
const SCHEME = 'WECHATPAY2-SHA256-RSA2048';

const post = (path: string, body: Sample['body']): Sample => ({ method: 'POST', path, body });

/** 404 and 405 have no body at all; everything else is a code and a message. */
function isErrorShape({ status, headers, body }: Heard, sent: Sent | null): boolean {
  if (body === '') return status === 404 || status === 405;
  // What a payer's browser opens.
  if (sent?.target.startsWith('/cgi-bin/') === true && body.startsWith('<!doctype html>')) {
    return (headers['content-type'] ?? '').startsWith('text/html');
  }
  const json = parseJson(body);
  return (
    (headers['content-type'] ?? '').startsWith(JSON_TYPE) &&
    // Those whom it does not know it tells neither its signature nor an id.
    (headers['request-id'] !== undefined || headers['wechatpay-signature'] === undefined) &&
    /^[A-Z_]+$/.test(String(at(json, 'code'))) &&
    isText(at(json, 'message'))
  );
}

export const wechatpayBounds: ProviderBounds = {
  lacks: [],
  async open({ environment, ask }) {
    const {
      WECHATPAY_MCHID: mchid = '',
      WECHATPAY_APPID: appid = '',
      WECHATPAY_SERIAL_NO: serial = '',
      WECHATPAY_PRIVATE_KEY: privateKey = '',
    } = environment;
    const admit = (sent: Sent, credentials: string, atMs = Date.now()): Sent => {
      const common = { accept: JSON_TYPE, 'user-agent': 'paydrill', ...sent.headers };
      if (credentials === 'missing') return { ...sent, headers: common };
      const timestamp = String(Math.floor(atMs / 1000));
      const nonce = randomUUID().replaceAll('-', '');
      const right = createSign('RSA-SHA256')
        .update(`${sent.method}\n${sent.target}\n${timestamp}\n${nonce}\n${sent.body}\n`)
        .sign(privateKey, 'base64');
      const signature = credentials === 'garbled' ? `${right.slice(4)}!` : right;
      const merchant = credentials === 'foreign' ? '1900000000' : mchid;
      const authorization =
        `${SCHEME} mchid="${merchant}",nonce_str="${nonce}",timestamp="${timestamp}",` +
        `serial_no="${serial}",signature="${signature}"`;
      return { ...sent, headers: { authorization, ...common } };
    };
    const order: Readonly<Record<string, Value>> = {
      appid,
      mchid,
      description: '深圳腾大',
      out_trade_no: 'order-1',
      // Nobody listens there, and no webhook endpoint is set that would be asked instead.
      notify_url: 'http://127.0.0.1:9/notify',
      amount: { total: 1000, currency: 'CNY' },
      attach: 'tea',
      scene_info: { payer_client_ip: '127.0.0.1', h5_info: { type: 'Wap' } },
    };
    const refund = {
      out_trade_no: 'order-paid',
      out_refund_no: 'refund-1',
      reason: 'cold',
      amount: { refund: 100, total: 1000, currency: 'CNY' },
    };
    const samples: readonly Sample[] = [
      post(NATIVE, order),
      post(`${TRANSACTIONS}/app`, order),
      post(`${TRANSACTIONS}/h5`, order),
      post(`${TRANSACTIONS}/jsapi`, { ...order, payer: { openid: 'somebody' } }),
      post(`${TRANSACTIONS}/codepay`, { ...order, payer: { auth_code: '130000000000000000' } }),
      post(`${BY_NUMBER}/:out_trade_no/close`, { mchid }),
      post(`${BY_NUMBER}/:out_trade_no/reverse`, { mchid, appid }),
      { method: 'GET', path: `${BY_NUMBER}/:out_trade_no?mchid=${mchid}`, body: {} },
      post(REFUNDS, refund),
      { method: 'GET', path: `${REFUNDS}/:out_refund_no`, body: {} },
      post('/paydrill/pay/:out_trade_no', { openid: 'somebody' }),
      post('/paydrill/pay', { out_trade_no: 'ID', openid: 'somebody' }),
    ];
    const send = (method: string, target: string, body: string, type = JSON_TYPE): Sent =>
      admit({ method, target, headers: { 'content-type': type }, body }, 'valid');
    const make = async (path: string, body: object): Promise<void> => {
      const heard = await ask(send('POST', path, JSON.stringify(body)));
      if (heard.status >= 300) throw new Error(heard.body);
    };
    const pay = async (number: string): Promise<void> => {
      await make(NATIVE, { ...order, out_trade_no: number });
      await make(`/paydrill/pay/${number}`, {});
    };
    await make(NATIVE, { ...order, out_trade_no: 'order-open' });
    await pay('order-paid');
    const refused = (sent: Sent, status: number, word: string): readonly BadInputCase[] => [
      { sent, status, word },
    ];
    const ordering = (more: object): Sent =>
      send('POST', NATIVE, JSON.stringify({ ...order, out_trade_no: 'order-bad', ...more }));
    const bare: Sent = { ...ordering({}), headers: { 'content-type': JSON_TYPE } };
    return {
      ids: ['order-open', 'order-paid', 'refund-1'],
      samples,
      contentType: () => JSON_TYPE,
      encode: (_path, value) => JSON.stringify(value),
      admit,
      isRefusal: ({ status }) => status >= 400,
      isErrorShape,
      isMeantFailure: () => false,
      pay,
      badInput: {
        'missing body': refused(send('POST', NATIVE, ''), 400, 'PARAM_ERROR'),
        'malformed body': refused(send('POST', NATIVE, '{"a":'), 400, 'PARAM_ERROR'),
        'wrong content type': refused(
          send('POST', NATIVE, 'a=b', 'text/plain'),
          400,
          'INVALID_REQUEST',
        ),
        'body over the limit': refused(
          ordering({ attach: 'x'.repeat(1_100_000) }),
          413,
          'INVALID_REQUEST',
        ),
        'unknown route': refused(send('GET', '/v3/nothing', ''), 404, ''),
        'unknown method': refused(send('DELETE', NATIVE, ''), 405, ''),
        'bad amount': [-1, 0, 1.5, 2 ** 31, '100'].flatMap((total) =>
          refused(ordering({ amount: { total, currency: 'CNY' } }), 400, 'PARAM_ERROR'),
        ),
        'bad currency': ['USD', 'constructor'].flatMap((currency) =>
          refused(ordering({ amount: { total: 1000, currency } }), 400, 'PARAM_ERROR'),
        ),
        'bad id': ['order-none', '__proto__'].flatMap((id) =>
          refused(send('GET', `${BY_NUMBER}/${id}?mchid=${mchid}`, ''), 404, 'ORDER_NOT_EXIST'),
        ),
        'missing credentials': refused(admit(bare, 'missing'), 401, 'SIGN_ERROR'),
        'wrong credentials': refused(admit(bare, 'foreign'), 401, 'SIGN_ERROR'),
        'bad signature': refused(admit(bare, 'garbled'), 401, '错误的签名'),
        'expired timestamp': refused(
          admit(bare, 'valid', Date.now() - 6 * 60_000),
          401,
          '不得超过5分钟',
        ),
      },
    };
  },
};
