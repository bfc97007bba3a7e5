import { createPrivateKey, createPublicKey } from 'node:crypto';
import { alipayDialect } from '../dialects/alipay/index.ts';
import { isSigned, signedContent, signText } from '../dialects/alipay/signature.ts';
import { wireTime } from '../dialects/alipay/wire-time.ts';
import { readPath } from '../kernel/match-fields.ts';
import type { ProviderDriver } from './every-fault.fixture.ts';
import type { Ask, Rig, Seen } from './rig.fixture.ts';

/** Pays by the code that a buyer shows: the way that moves money at once. */
export const ALIPAY: ProviderDriver = {
  dialect: alipayDialect,
  currency: 'CNY',
  statusField: 'code',
  unseenMistakes: ['wrong-currency'],
  missing: {},
  pay: (rig, { order, key, notifyUrl, headers = {} }) => {
    const biz = {
      out_trade_no: order,
      total_amount: '10.00',
      subject: 'Tea',
      auth_code: codeOf(key),
    };
    const more: Ask = { headers };
    return call(rig, 'alipay.trade.pay', biz, more, notifyUrl);
  },
  read: (rig, order) => call(rig, 'alipay.trade.query', { out_trade_no: order }, {}),
  saysPaid: (seen) =>
    inner(seen, 'alipay_trade_pay_response.code') === '10000' ||
    inner(seen, 'alipay_trade_query_response.trade_status') === 'TRADE_SUCCESS',
  isGenuine: (rig, { body }) => {
    const fields = Object.fromEntries(new URLSearchParams(body));
    const { ALIPAY_PUBLIC_KEY: der = '' } = rig.gateway.environment;
    const key = createPublicKey({ key: Buffer.from(der, 'base64'), format: 'der', type: 'spki' });
    const text = signedContent(fields, ['sign_type']);
    return Promise.resolve(isSigned(text, fields['sign'] ?? '', key));
  },
};

/** A code is good once. */
const codeOf = (key: string): string =>
  key === 'order-0' ? '2800000000000101' : '2800000000000201';

function call(rig: Rig, method: string, biz: object, more: Ask, notifyUrl?: string): Promise<Seen> {
  const { ALIPAY_APP_ID: appId = '', ALIPAY_PRIVATE_KEY: der = '' } = rig.gateway.environment;
  const key = createPrivateKey({ key: Buffer.from(der, 'base64'), format: 'der', type: 'pkcs1' });
  const fields = {
    app_id: appId,
    method,
    charset: 'utf-8',
    sign_type: 'RSA2',
    timestamp: wireTime(Date.now()),
    version: '1.0',
    biz_content: JSON.stringify(biz),
    ...(notifyUrl === undefined ? {} : { notify_url: notifyUrl }),
  };
  const sign = signText(signedContent(fields), key);
  const form = new URLSearchParams({ ...fields, sign }).toString();
  return rig.ask('POST', '/gateway.do', { form, ...more });
}

function inner(seen: Seen, path: string): unknown {
  try {
    return seen.kind === 'answered' ? readPath(JSON.parse(seen.body), path) : undefined;
  } catch {
    return undefined;
  }
}
