import { createDecipheriv, createSign, createVerify, randomUUID } from 'node:crypto';
import { wechatpayDialect } from '../dialects/wechatpay/index.ts';
import { TEST_CODES, TEST_PAYERS } from '../dialects/wechatpay/payers.ts';
import { readPath } from '../kernel/match-fields.ts';
import { fieldOf } from './drive-stripe.fixture.ts';
import type { ProviderDriver } from './every-fault.fixture.ts';
import type { Ask, Rig, Seen } from './rig.fixture.ts';

/**
 * Pays by code, the way that moves money at once. Codes have no notifications: where one is wanted a
 * payer who pays at once is asked.
 */
export const WECHATPAY: ProviderDriver = {
  dialect: wechatpayDialect,
  currency: 'CNY',
  missing: {},
  pay(rig, { order, notifyUrl, headers = {} }) {
    const { WECHATPAY_MCHID: mchid, WECHATPAY_APPID: appid } = rig.gateway.environment;
    const body = {
      appid,
      mchid,
      description: 'goods',
      out_trade_no: order,
      amount: { total: 1000, currency: 'CNY' },
    };
    const more: Ask = { headers };
    if (notifyUrl === undefined) {
      const payer = { auth_code: TEST_CODES.paysAtOnce.code };
      const scene = { scene_info: { device_id: 'till-1' } };
      return call(rig, 'POST', '/v3/pay/transactions/codepay', { ...body, ...scene, payer }, more);
    }
    const payer = { openid: TEST_PAYERS.paysAtOnce.openid };
    const told = { ...body, notify_url: notifyUrl, payer };
    return call(rig, 'POST', '/v3/pay/transactions/jsapi', told, more);
  },
  read(rig, order) {
    const { WECHATPAY_MCHID: mchid } = rig.gateway.environment;
    return call(rig, 'GET', `/v3/pay/transactions/out-trade-no/${order}?mchid=${mchid}`);
  },
  saysPaid: (seen) => fieldOf(seen, 'trade_state') === 'SUCCESS',
  async isGenuine(rig, { headers, body }, first) {
    const text = (name: string): string => String(headers[name] ?? '');
    const serial = text('wechatpay-serial');
    // A merchant who keeps to the certificate that the first notification named.
    if (serial !== first.headers['wechatpay-serial']) return false;
    const certificate = await fetchCertificate(rig, serial);
    if (certificate === null) return false;
    const signed = `${text('wechatpay-timestamp')}\n${text('wechatpay-nonce')}\n${body}\n`;
    return createVerify('RSA-SHA256')
      .update(signed)
      .verify(certificate, text('wechatpay-signature'), 'base64');
  },
};

/** The certificate of that number in PEM, decrypted with the merchant's key. */
async function fetchCertificate(rig: Rig, serial: string): Promise<string | null> {
  const { WECHATPAY_API_V3_KEY: key = '' } = rig.gateway.environment;
  const data = fieldOf(await call(rig, 'GET', '/v3/certificates'), 'data');
  const listed = Array.isArray(data) ? (data as readonly unknown[]) : [];
  const found = listed.find((each) => readPath(each, 'serial_no') === serial);
  if (found === undefined) return null;
  const part = (name: string): string => {
    const value = readPath(found, `encrypt_certificate.${name}`);
    return typeof value === 'string' ? value : '';
  };
  const sealed = Buffer.from(part('ciphertext'), 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, part('nonce'));
  decipher.setAAD(Buffer.from(part('associated_data')));
  decipher.setAuthTag(sealed.subarray(-16));
  return decipher.update(sealed.subarray(0, -16)).toString() + decipher.final().toString();
}

function call(
  rig: Rig,
  method: string,
  path: string,
  body?: object,
  more: Ask = {},
): Promise<Seen> {
  const {
    WECHATPAY_MCHID: mchid,
    WECHATPAY_SERIAL_NO: serial,
    WECHATPAY_PRIVATE_KEY: key = '',
  } = rig.gateway.environment;
  const timestamp = String(Math.floor(Date.now() / 1000));
  const nonce = randomUUID();
  const text = body === undefined ? '' : JSON.stringify(body);
  const signature = createSign('RSA-SHA256')
    .update(`${method}\n${path}\n${timestamp}\n${nonce}\n${text}\n`)
    .sign(key, 'base64');
  return rig.ask(method, path, {
    ...more,
    ...(body === undefined ? {} : { body }),
    headers: {
      accept: 'application/json',
      'user-agent': 'tests',
      authorization:
        `WECHATPAY2-SHA256-RSA2048 mchid="${mchid}",nonce_str="${nonce}",` +
        `timestamp="${timestamp}",serial_no="${serial}",signature="${signature}"`,
      ...more.headers,
    },
  });
}
