import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKeyRing } from '../../keys/key-ring.ts';
import { at, CODEPAY, NATIVE, startRig, type Reply, type Rig } from './rig.fixture.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

const CERTIFICATES = '/v3/certificates';
const seconds = (ms: number): string => String(Math.floor(ms / 1000));

/** Unsigned, as WeChat Pay answers strangers. */
function expectSignError(reply: Reply, message: string): void {
  expect(reply).toMatchObject({ status: 401, body: { code: 'SIGN_ERROR', message } });
  expect(reply.headers.get('wechatpay-signature')).toBeNull();
}

describe('a request', () => {
  it('needs a signature, and is told so as its API tells it', async () => {
    const anonymous = { authorization: '' };
    expectSignError(
      await rig.ask('POST', NATIVE, rig.order('order-1'), anonymous),
      '签名信息错误，验签失败',
    );
    const format = 'Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》';
    const cut = { authorization: 'WECHATPAY2-SHA256-RSA2048 mchid="1"' };
    expectSignError(await rig.ask('GET', CERTIFICATES, undefined, cut), format);
    const bearer = { authorization: 'Bearer token' };
    expectSignError(
      await rig.ask('GET', CERTIFICATES, undefined, bearer),
      'Http头Authorization认证类型不正确',
    );
    expect(rig.gateway.status().payments).toBe(0);
  });

  it('is refused five minutes from now, before its signature is looked at', async () => {
    const message = 'Http头Authorization中的timestamp与发起请求的时间不得超过5分钟';
    for (const offsetMs of [-302_000, 302_000]) {
      const timestamp = seconds(Date.now() + offsetMs);
      const authorization = rig.sign('GET', '/other', '', { timestamp });
      expectSignError(await rig.ask('GET', CERTIFICATES, undefined, { authorization }), message);
    }
    const timestamp = seconds(Date.now() - 290_000);
    const authorization = rig.sign('GET', CERTIFICATES, '', { timestamp });
    expect((await rig.ask('GET', CERTIFICATES, undefined, { authorization })).status).toBe(200);
  });

  it('is not outdated because a drill moved the gateway’s clock', async () => {
    await using moved = await startRig();
    moved.clock.advance(86_400_000);
    expect((await moved.ask('GET', CERTIFICATES)).status).toBe(200);
  });

  it('may use a nonce again: WeChat Pay documents no check', async () => {
    const authorization = rig.sign('GET', CERTIFICATES, '', { nonce: 'once' });
    const replay = () => rig.ask('GET', CERTIFICATES, undefined, { authorization });
    expect((await replay()).status).toBe(200);
    expect((await replay()).status).toBe(200);
  });

  it('is refused for another merchant and for another certificate', async () => {
    const stranger = rig.sign('GET', CERTIFICATES, '', { mchid: '1900000001' });
    expectSignError(
      await rig.ask('GET', CERTIFICATES, undefined, { authorization: stranger }),
      '商户号不存在，或未设置API证书',
    );
    const serial = rig.sign('GET', CERTIFICATES, '', { serial: '00' });
    expectSignError(
      await rig.ask('GET', CERTIFICATES, undefined, { authorization: serial }),
      '商户证书序列号有误。请使用签名私钥匹配的证书序列号',
    );
  });

  it('is refused when anything that is signed was changed, and shown what was checked', async () => {
    const body = JSON.stringify(rig.order('order-1'));
    const target = `${NATIVE}?a=1`;
    const privateKey = String(
      createKeyRing().rsa('other').privateKey.export({ type: 'pkcs8', format: 'pem' }),
    );
    for (const authorization of [
      rig.sign('PUT', target, body),
      rig.sign('POST', NATIVE, body),
      rig.sign('POST', target, `${body} `),
      rig.sign('POST', target, body, { privateKey }),
    ]) {
      const reply = await rig.ask('POST', target, body, { authorization });
      expectSignError(reply, '错误的签名，验签失败');
      expect(at(reply.body, 'detail')).toMatchObject({
        detail: { issue: 'sign not match' },
        field: 'signature',
        location: 'authorization',
        sign_information: { method: 'POST', url: target },
      });
      const shown = at(reply.body, 'detail', 'sign_information', 'truncated_sign_message');
      expect(shown).toMatch(/^POST\n\/v3\/pay\/transactions\/native\?a=1\n\d+\n\w+\n\{"appid"\n$/);
    }
    expect(rig.gateway.status().payments).toBe(0);
  });

  it('is signed over the bytes of its body, whatever they mean', async () => {
    const body = ` ${JSON.stringify(rig.order('order-spaces'), null, 2)}\n`;
    expect((await rig.ask('POST', NATIVE, body)).status).toBe(200);
  });

  it('has to name its user agent, but not for transactions', async () => {
    const bare = async (path: string) => {
      const seen = await askBare(`${rig.baseUrl}${path}`);
      return [seen.status, at(seen.body, 'code')];
    };
    expect(await bare(CERTIFICATES)).toEqual([400, 'INVALID_REQUEST']);
    expect(await bare('/v3/pay/transactions/id/1')).toEqual([401, 'SIGN_ERROR']);
  });
});

describe('an answer', () => {
  it('names its request, but for transactions that were refused to strangers', async () => {
    const known = await rig.query('order-none');
    expect(known.headers.get('request-id')).toMatch(/^[0-9A-F]{40}-0$/);
    const anonymous = { authorization: '' };
    const transaction = await rig.ask('POST', CODEPAY, {}, anonymous);
    expect(transaction.headers.get('request-id')).toBeNull();
    const certificate = await rig.ask('GET', CERTIFICATES, undefined, anonymous);
    expect(certificate.headers.get('request-id')).not.toBeNull();
  });

  it('speaks English to those who ask for it, and signs what it says', async () => {
    const reply = await rig.ask(
      'GET',
      `/v3/pay/transactions/out-trade-no/order-none?mchid=${rig.mchid}`,
      undefined,
      { 'accept-language': 'en' },
    );
    expect(reply.body).toEqual({
      code: 'ORDER_NOT_EXIST',
      message: 'The order does not exist',
    });
    expect(await isAuthentic(reply)).toBe(true);
  });
});

/** Node's own requests name no user agent. */
const askBare = (url: string): Promise<{ status: number; body: unknown }> =>
  new Promise((resolve, reject) => {
    const outgoing = request(url, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as unknown }),
      );
    });
    outgoing.on('error', reject).end();
  });

const isAuthentic = (reply: Reply): Promise<boolean> =>
  rig.pay.verifySign({
    timestamp: reply.headers.get('wechatpay-timestamp') ?? '',
    nonce: reply.headers.get('wechatpay-nonce') ?? '',
    serial: reply.headers.get('wechatpay-serial') ?? '',
    signature: reply.headers.get('wechatpay-signature') ?? '',
    body: reply.text,
    apiSecret: rig.apiV3Key,
  });
