import { createPrivateKey, randomUUID } from 'node:crypto';
import { authCodeOf } from '../../../mocks/dialects/alipay/buyers.ts';
import { signedContent, signText } from '../../../mocks/dialects/alipay/signature.ts';
import { wireTime } from '../../../mocks/dialects/alipay/wire-time.ts';
import { at, isText, parseJson, textAt } from '../look.fixture.ts';
import type { BadInputCase, ProviderBounds, Sample, Value } from '../providers.fixture.ts';
import type { Heard, Sent } from '../wire.fixture.ts';

const GATEWAY = '/gateway.do';
const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
const PAY = 'alipay.trade.pay';
const REST_PAY = '/v3/alipay/trade/pay';

const pay = {
  out_trade_no: 'order-1',
  total_amount: '10.00',
  subject: 'Tea',
  scene: 'bar_code',
  auth_code: authCodeOf('01'),
  timeout_express: '90m',
  trans_currency: 'CNY',
};
const hold = {
  out_order_no: 'hold-1',
  out_request_no: 'hold-1-freeze',
  order_title: 'Room',
  amount: '10.00',
  auth_code: authCodeOf('01'),
  auth_code_type: 'bar_code',
  product_code: 'PRE_AUTH',
};
const step = { trade_no: 'ID', out_request_no: 'step-1' };

/** Everything that there is, once for each protocol. */
const ASKED: Readonly<Record<string, Readonly<Record<string, Value>>>> = {
  [PAY]: pay,
  'alipay.trade.create': { ...pay, buyer_id: '2088000000000001' },
  'alipay.trade.precreate': pay,
  'alipay.trade.page.pay': { ...pay, product_code: 'FAST_INSTANT_TRADE_PAY' },
  'alipay.trade.query': { trade_no: 'ID' },
  'alipay.trade.cancel': { trade_no: 'ID' },
  'alipay.trade.close': { trade_no: 'ID' },
  'alipay.trade.refund': { ...step, refund_amount: '1.00' },
  'alipay.trade.fastpay.refund.query': step,
  'alipay.fund.auth.order.freeze': hold,
  'alipay.fund.auth.order.unfreeze': {
    auth_no: 'ID',
    out_request_no: 'u',
    amount: '1.00',
    remark: 'left',
  },
  'alipay.fund.auth.operation.cancel': { auth_no: 'ID', operation_id: 'ID', remark: 'left' },
  'alipay.fund.auth.operation.detail.query': { auth_no: 'ID', operation_id: 'ID' },
  'alipay.data.dataservice.bill.downloadurl.query': { bill_type: 'trade', bill_date: '2026-01-01' },
};

const isPage = (method: string): boolean => method.endsWith('.page.pay');

const SAMPLES: readonly Sample[] = Object.entries(ASKED).flatMap(([method, biz]) => [
  { method: 'POST', path: GATEWAY, body: { method, biz_content: biz } },
  ...(isPage(method)
    ? []
    : [{ method: 'POST', path: `/v3/${method.replaceAll('.', '/')}`, body: biz }]),
]);

function encodeForm(value: Value): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(([name, field]): [string, string] => [
    name,
    typeof field === 'object' ? JSON.stringify(field) : String(field),
  ]);
  return new URLSearchParams(fields).toString();
}

const WORD = /^[\w.-]+$/;
const isWord = (value: unknown): boolean => isText(value) && WORD.test(value);

/** v2 answers 200 whatever happened, inside of the method's response; null in v3 and on pages. */
function innerOf({ body }: Heard): unknown {
  const json = parseJson(body);
  if (typeof json !== 'object' || json === null) return null;
  return Object.entries(json).find(([name]) => name.endsWith('_response'))?.[1] ?? null;
}

function isRefusal(heard: Heard): boolean {
  const inner = innerOf(heard);
  const code = at(inner, 'code');
  return inner === null
    ? heard.status >= 400 || isErrorPage(heard)
    : !String(code).startsWith('1000');
}

const isErrorPage = ({ body }: Heard): boolean => body.includes('错误代码');

function isErrorShape(heard: Heard, sent: Sent | null): boolean {
  const { headers, body } = heard;
  const type = headers['content-type'] ?? '';
  const target = sent?.target ?? '';
  if (body.startsWith('<')) return type.startsWith('text/html') && !target.startsWith('/v3/');
  if (type.startsWith('text/html')) {
    const inner = innerOf(heard);
    const isNamed = isText(at(inner, 'msg')) && isText(at(inner, 'sub_msg'));
    return (
      isNamed && /^[245]\d{4}$/.test(String(at(inner, 'code'))) && isWord(at(inner, 'sub_code'))
    );
  }
  const json = parseJson(body);
  return (
    type === 'application/json;charset=UTF-8' &&
    /^[0-9a-f]{30}$/.test(headers['alipay-trace-id'] ?? '') &&
    isWord(at(json, 'code')) &&
    isText(at(json, 'message'))
  );
}

export const alipayBounds: ProviderBounds = {
  lacks: [],
  async open({ environment, ask }) {
    const { ALIPAY_APP_ID: appId = '', ALIPAY_PRIVATE_KEY: privateKey = '' } = environment;
    const key = createPrivateKey({
      key: Buffer.from(privateKey, 'base64'),
      format: 'der',
      type: 'pkcs1',
    });
    const spoil = (sign: string, credentials: string): string =>
      credentials === 'garbled' ? `${sign.slice(4)}!` : sign;

    const admitForm = (sent: Sent, credentials: string, atMs: number): Sent => {
      const [path = '', query = ''] = sent.target.split('?');
      const own: Readonly<Record<string, string>> = {
        app_id: credentials === 'foreign' ? '2021000000000000' : appId,
        charset: 'utf-8',
        version: '1.0',
        sign_type: 'RSA2',
        timestamp: wireTime(atMs),
      };
      const given = [...new URLSearchParams(query), ...Object.entries(own)];
      const fields = Object.fromEntries([...given, ...new URLSearchParams(sent.body)]);
      const sign = spoil(signText(signedContent(fields), key), credentials);
      const target = `${path}?${new URLSearchParams([...given, ['sign', sign]]).toString()}`;
      return { ...sent, target };
    };
    const admitRest = (sent: Sent, credentials: string, atMs: number): Sent => {
      const app = credentials === 'foreign' ? '2021000000000000' : appId;
      const auth = `app_id=${app},nonce=${randomUUID()},timestamp=${atMs}`;
      const content = `${auth}\n${sent.method}\n${sent.target}\n${sent.body}\n`;
      const sign = spoil(signText(content, key), credentials);
      return {
        ...sent,
        headers: { authorization: `ALIPAY-SHA256withRSA ${auth},sign=${sign}`, ...sent.headers },
      };
    };
    const admit = (sent: Sent, credentials: string, atMs = Date.now()): Sent => {
      if (credentials === 'missing') return sent;
      return sent.target.startsWith('/v3/')
        ? admitRest(sent, credentials, atMs)
        : admitForm(sent, credentials, atMs);
    };

    const form = (method: string, biz: Value): Sent => ({
      method: 'POST',
      target: GATEWAY,
      headers: { 'content-type': FORM },
      body: encodeForm({ method, biz_content: biz }),
    });
    const rest = (body: string, type = JSON_TYPE, target = REST_PAY, method = 'POST'): Sent => ({
      method,
      target,
      headers: { 'content-type': type },
      body,
    });
    const make = async (method: string, biz: Value): Promise<unknown> => {
      const heard = await ask(admit(form(method, biz), 'valid'));
      if (isRefusal(heard)) throw new Error(heard.body);
      return innerOf(heard);
    };
    const created = await make('alipay.trade.create', {
      ...pay,
      out_trade_no: 'order-2',
      buyer_id: '2088000000000001',
    });
    const paid = await make(PAY, pay);
    const held = await make('alipay.fund.auth.order.freeze', hold);

    const refused = (
      sent: Sent,
      status: number,
      word: string,
      credentials = 'valid',
    ): readonly BadInputCase[] => [{ sent: admit(sent, credentials), status, word }];
    const paying = (more: Readonly<Record<string, Value>>): Sent =>
      form(PAY, { ...pay, out_trade_no: 'order-3', ...more });
    const restPaying = (more: Readonly<Record<string, Value>>): Sent =>
      rest(JSON.stringify({ ...pay, out_trade_no: 'order-3', ...more }));
    const longAgoMs = Date.now() - 3 * 86_400_000;
    return {
      ids: [
        textAt(created, 'trade_no'),
        textAt(paid, 'trade_no'),
        textAt(held, 'auth_no'),
        textAt(held, 'operation_id'),
      ],
      samples: SAMPLES,
      contentType: (path) => (path === GATEWAY ? FORM : JSON_TYPE),
      encode: (path, value) => (path === GATEWAY ? encodeForm(value) : JSON.stringify(value)),
      admit,
      isRefusal,
      isErrorShape,
      isMeantFailure: () => false,
      pay: async (order) => {
        await make(PAY, { ...pay, out_trade_no: order });
      },
      badInput: {
        'missing body': [
          ...refused({ ...form(PAY, {}), body: '' }, 200, 'isv.missing-method'),
          ...refused(form(PAY, ''), 200, 'ACQ.INVALID_PARAMETER'),
          ...refused(rest(''), 400, 'ACQ.INVALID_PARAMETER'),
        ],
        'malformed body': [
          ...refused(form(PAY, '{"a":'), 200, 'isv.illegal-json'),
          ...refused(rest('{"a":'), 400, 'illegal-json'),
        ],
        'wrong content type': [
          ...refused(rest(JSON.stringify(pay), 'text/plain'), 400, 'invalid-content-type'),
          ...refused(
            { ...paying({}), headers: { 'content-type': JSON_TYPE } },
            200,
            'isv.invalid-content-type',
          ),
        ],
        'body over the limit': [
          ...refused(paying({ subject: 'x'.repeat(1_100_000) }), 200, 'isv.invalid-parameter'),
          ...refused(restPaying({ subject: 'x'.repeat(1_100_000) }), 400, 'invalid-parameter'),
        ],
        'unknown route': [
          ...refused(rest('{}', JSON_TYPE, '/v3/nothing'), 404, 'resource-not-found'),
          ...refused(form('alipay.trade.sing', {}), 200, 'isv.invalid-method'),
        ],
        'unknown method': refused(
          rest('{}', JSON_TYPE, REST_PAY, 'PUT'),
          400,
          'invalid-http-method',
        ),
        'bad amount': ['-1.00', '1.001', '1e3', '0.00', '9'.repeat(30)].flatMap((amount) => [
          ...refused(paying({ total_amount: amount }), 200, 'ACQ.'),
          ...refused(restPaying({ total_amount: amount }), 400, 'ACQ.'),
        ]),
        'bad currency': ['XXX', 'KWD'].flatMap((currency) => [
          ...refused(paying({ trans_currency: currency }), 200, 'ACQ.CURRENCY_NOT_SUPPORT'),
          ...refused(restPaying({ trans_currency: currency }), 400, 'ACQ.CURRENCY_NOT_SUPPORT'),
        ]),
        'bad id': ['20260101', '__proto__'].flatMap((id) => [
          ...refused(form('alipay.trade.query', { trade_no: id }), 200, 'ACQ.TRADE_NOT_EXIST'),
          ...refused(
            rest(`{"trade_no":"${id}"}`, JSON_TYPE, '/v3/alipay/trade/query'),
            400,
            'ACQ.TRADE_NOT_EXIST',
          ),
        ]),
        'missing credentials': [
          ...refused(paying({}), 200, 'isv.missing-app-id', 'missing'),
          ...refused(restPaying({}), 400, 'missing-timestamp', 'missing'),
        ],
        'wrong credentials': [
          ...refused(paying({}), 200, 'isv.invalid-app-id', 'foreign'),
          ...refused(restPaying({}), 400, 'invalid-app-id', 'foreign'),
        ],
        'bad signature': [
          ...refused(paying({}), 200, 'isv.invalid-signature', 'garbled'),
          ...refused(restPaying({}), 400, 'invalid-signature', 'garbled'),
        ],
        'expired timestamp': [
          {
            sent: admit(paying({}), 'valid', longAgoMs),
            status: 200,
            word: 'isv.invalid-timestamp',
          },
          {
            sent: admit(restPaying({}), 'valid', longAgoMs),
            status: 400,
            word: 'invalid-timestamp',
          },
        ],
      },
    };
  },
};
