// The request that makes a payment at each gateway, as many of them as wanted, each for an order of
// its own and signed where the provider wants that. A load generator can't sign: they are written
// out whole beforehand.
import { createPrivateKey, createSign, randomUUID } from 'node:crypto';
import { signedContent, signText } from '../mocks/dialects/alipay/signature.ts';
import { wireTime } from '../mocks/dialects/alipay/wire-time.ts';

export type DialectUnderTest = 'adyen' | 'alipay' | 'paypal' | 'wechatpay';

export interface Call {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Address {
  readonly baseUrl: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** How to make the call for an order. */
export function prepareCalls(
  dialect: DialectUnderTest,
  address: Address,
): Promise<(order: string) => Call> {
  return Promise.resolve(
    {
      adyen: adyenCalls,
      alipay: alipayCalls,
      paypal: paypalCalls,
      wechatpay: wechatpayCalls,
    }[dialect](address),
  );
}

/** The bytes that go over the wire. */
export function requestOf({ path, headers, body }: Call): string {
  const all = { host: 'localhost', ...headers, 'content-length': Buffer.byteLength(body) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

const JSON_TYPE = { 'content-type': 'application/json', accept: 'application/json' };

const adyenCalls =
  ({ environment }: Address) =>
  (order: string): Call => ({
    path: '/v72/payments',
    headers: {
      ...JSON_TYPE,
      'x-api-key': environment['ADYEN_API_KEY'] ?? '',
      'idempotency-key': `key-${order}`,
    },
    body: JSON.stringify({
      merchantAccount: environment['ADYEN_MERCHANT_ACCOUNT'],
      amount: { currency: 'EUR', value: 1000 },
      reference: order,
      returnUrl: 'https://shop.test/return',
      paymentMethod: {
        type: 'scheme',
        number: '4111111111111111',
        expiryMonth: '03',
        expiryYear: '2040',
      },
    }),
  });

async function paypalCalls({ baseUrl, environment }: Address): Promise<(order: string) => Call> {
  const { PAYPAL_CLIENT_ID: id = '', PAYPAL_CLIENT_SECRET: secret = '' } = environment;
  const answer = await fetch(`${baseUrl}/v1/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  return (order) => ({
    path: '/v2/checkout/orders',
    headers: {
      ...JSON_TYPE,
      authorization: `Bearer ${token}`,
      'paypal-request-id': `key-${order}`,
    },
    body: JSON.stringify({
      intent: 'CAPTURE',
      purchase_units: [{ reference_id: order, amount: { currency_code: 'EUR', value: '10.00' } }],
    }),
  });
}

function alipayCalls({ environment }: Address): (order: string) => Call {
  const key = createPrivateKey({
    key: Buffer.from(environment['ALIPAY_PRIVATE_KEY'] ?? '', 'base64'),
    format: 'der',
    type: 'pkcs1',
  });
  return (order) => {
    const fields = {
      app_id: environment['ALIPAY_APP_ID'] ?? '',
      method: 'alipay.trade.precreate',
      charset: 'utf-8',
      sign_type: 'RSA2',
      timestamp: wireTime(Date.now()),
      version: '1.0',
      biz_content: JSON.stringify({ out_trade_no: order, total_amount: '10.00', subject: 'Tea' }),
    };
    const sign = signText(signedContent(fields), key);
    return {
      path: '/gateway.do',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ ...fields, sign }).toString(),
    };
  };
}

function wechatpayCalls({ environment }: Address): (order: string) => Call {
  const {
    WECHATPAY_MCHID: mchid = '',
    WECHATPAY_APPID: appid = '',
    WECHATPAY_SERIAL_NO: serial = '',
    WECHATPAY_PRIVATE_KEY: pem = '',
  } = environment;
  const key = createPrivateKey(pem);
  const path = '/v3/pay/transactions/native';
  return (order) => {
    const body = JSON.stringify({
      appid,
      mchid,
      description: 'Tea',
      out_trade_no: order,
      notify_url: 'https://shop.test/notify',
      amount: { total: 1000, currency: 'CNY' },
    });
    const timestamp = Math.floor(Date.now() / 1000);
    const nonce = randomUUID().replaceAll('-', '');
    const signature = createSign('RSA-SHA256')
      .update(`POST\n${path}\n${timestamp}\n${nonce}\n${body}\n`)
      .sign(key, 'base64');
    const authorization =
      `WECHATPAY2-SHA256-RSA2048 mchid="${mchid}",nonce_str="${nonce}",` +
      `timestamp="${timestamp}",serial_no="${serial}",signature="${signature}"`;
    return { path, headers: { ...JSON_TYPE, authorization }, body };
  };
}
