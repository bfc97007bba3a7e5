import { generateKeyPairSync } from 'node:crypto';
import { AlipayRequestError } from 'alipay-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FORM_TOLERANCE_MS, REST_TOLERANCE_MS } from './check-caller.ts';
import {
  barcode,
  createClient,
  nextOrder,
  signForm,
  startRig,
  type Changes,
  type Rig,
} from './rig.fixture.ts';
import { wireTime } from './wire-time.ts';

// What never reaches a handler, in the provider's words.

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

const QUERY = 'alipay.trade.query';
const ONE = { out_trade_no: 'one' };

const REFUSED: readonly (readonly [string, Changes, string, string])[] = [
  ['no application', { app_id: undefined }, '40001', 'isv.missing-app-id'],
  ['a made-up application', { app_id: 'test' }, '40002', 'isv.invalid-app-id'],
  ['no kind of signature', { sign_type: undefined }, '40001', 'isv.missing-signature-type'],
  ['the former kind of signature', { sign_type: 'RSA' }, '40002', 'isv.invalid-signature-type'],
  ['no signature', { sign: undefined }, '40001', 'isv.missing-signature'],
  ['an empty signature', { sign: '' }, '40001', 'isv.missing-signature'],
  ['a wrong signature', { sign: 'ZmFrZQ==' }, '40002', 'isv.invalid-signature'],
  ['a signature that is no base64', { sign: '%%' }, '40002', 'isv.invalid-signature'],
  ['no version', { version: undefined }, '40001', 'isv.missing-version'],
  ['another version', { version: '2.0' }, '40002', 'isv.invalid-version'],
  ['no charset', { charset: undefined }, '40002', 'isv.invalid-charset'],
  ['a charset that is not spoken', { charset: 'GBK' }, '40002', 'isv.invalid-charset'],
  ['another format', { format: 'xml' }, '40002', 'isv.invalid-format'],
  ['no timestamp', { timestamp: undefined }, '40001', 'isv.missing-timestamp'],
  ['a timestamp of another form', { timestamp: '1700000000' }, '40002', 'isv.invalid-timestamp'],
  ['a day that is none', { timestamp: '2026-02-30 00:00:00' }, '40002', 'isv.invalid-timestamp'],
];

describe('v2', () => {
  it.each(REFUSED)('refuses %s', async (_what, changes, code, subCode) => {
    const reply = await rig.ask(QUERY, ONE, changes);
    expect(reply).toMatchObject({ status: 200, body: { code, sub_code: subCode } });
    expect(reply.headers.get('content-type')).toBe('text/html;charset=utf-8');
    expect(reply.headers.get('trace_id')).toMatch(/^[0-9a-f]{30}$/);
    expect(reply.text.startsWith('{"alipay_trade_query_response":{')).toBe(true);
  });

  it('does not sign for an application that it does not know', async () => {
    const stranger = await rig.ask(QUERY, ONE, { app_id: 'test' });
    expect(stranger.text).not.toContain('"sign"');
    const known = await rig.ask(QUERY, ONE, { sign: 'ZmFrZQ==' });
    expect(known.text).toMatch(/},"sign":"[\w+/=]+"}$/);
  });

  it.each([
    [undefined, '40001', 'isv.missing-method'],
    ['alipay.trade.fly', '40002', 'isv.invalid-method'],
  ])('has no name to answer %s under', async (method, code, subCode) => {
    const reply = await rig.ask(QUERY, ONE, { method });
    expect(reply.text).toMatch(/^\{"error_response":\{[^}]*\}\}$/);
    expect(reply.body).toMatchObject({ code, sub_code: subCode });
  });

  it('looks at the application before the signature', async () => {
    const reply = await rig.ask(QUERY, ONE, { app_id: 'test', sign: undefined });
    expect(reply.body).toMatchObject({ sub_code: 'isv.invalid-app-id' });
  });

  it.each([-1, 1])('takes a timestamp of a day to either side, and no older (%i)', async (side) => {
    const at = (ms: number): Changes => ({ timestamp: wireTime(Date.now() + side * ms) });
    const near = await rig.ask(QUERY, ONE, at(FORM_TOLERANCE_MS - 60_000));
    expect(near.body).toMatchObject({ sub_code: 'ACQ.TRADE_NOT_EXIST' });
    const far = await rig.ask(QUERY, ONE, at(FORM_TOLERANCE_MS + 60_000));
    expect(far.body).toMatchObject({ sub_code: 'isv.invalid-timestamp' });
  });

  it('takes what was signed, and not a byte of it otherwise', async () => {
    const timestamp = wireTime(Date.now());
    const fields = {
      app_id: rig.gateway.environment['ALIPAY_APP_ID'] ?? '',
      method: QUERY,
      charset: 'utf-8',
      version: '1.0',
      sign_type: 'RSA2',
      timestamp,
      biz_content: JSON.stringify(ONE),
    };
    const { sign } = signForm(fields, {}, rig.appKey);
    const signed = await rig.ask(QUERY, ONE, { timestamp, sign });
    expect(signed.body).toMatchObject({ sub_code: 'ACQ.TRADE_NOT_EXIST' });
    const other = await rig.ask(QUERY, { out_trade_no: 'two' }, { timestamp, sign });
    expect(other.body).toMatchObject({ sub_code: 'isv.invalid-signature' });
    const more = await rig.ask(QUERY, ONE, { timestamp, sign, notify_url: 'http://127.0.0.1/' });
    expect(more.body).toMatchObject({ sub_code: 'isv.invalid-signature' });
  });

  it('takes fields from the query and from the form, and signs over both', async () => {
    const order = nextOrder();
    const paid = await rig.sdk.exec(
      'alipay.trade.pay',
      { bizContent: { ...barcode(order), subject: '茶 & cake = 50% "off" + {tip}' } },
      { validateSign: true },
    );
    expect(paid).toMatchObject({ code: '10000' });
  });
});

describe('an application without permission', () => {
  it.each([
    ['paydrill-invalid', 'aop.invalid-app-auth-token'],
    ['paydrill-expired', 'aop.app-auth-token-time-out'],
    ['paydrill-no-api', 'aop.invalid-app-auth-token-no-api'],
    ['paydrill-no-product', 'aop.no-product-reg-by-partner'],
  ])('is told so of the token %s: %s', async (token, subCode) => {
    const reply = await rig.ask(QUERY, ONE, { app_auth_token: token });
    expect(reply).toMatchObject({
      status: 200,
      body: { code: '20001', msg: 'Insufficient Token Permissions', sub_code: subCode },
    });
    expect(reply.text).toMatch(/},"sign":"[\w+/=]+"}$/);
    const error: unknown = await rig.sdk
      .curl('POST', '/v3/alipay/trade/query', { body: ONE, appAuthToken: token })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: subCode.slice(4), responseHttpStatus: 401 });
  });

  it('may act for any other merchant', async () => {
    const reply = await rig.ask(QUERY, ONE, { app_auth_token: '201510BBaabdb44d8fd04607' });
    expect(reply.body).toMatchObject({ sub_code: 'ACQ.TRADE_NOT_EXIST' });
  });

  it('is told so of a method that it has no contract for, once its signature is right', async () => {
    const method = 'alipay.fund.trans.uni.transfer';
    const reply = await rig.ask(method, {});
    expect(reply.body).toMatchObject({
      code: '40006',
      msg: 'Insufficient Permissions',
      sub_code: 'isv.insufficient-isv-permissions',
    });
    expect(reply.text.startsWith('{"alipay_fund_trans_uni_transfer_response":{')).toBe(true);
    const forged = await rig.ask(method, {}, { sign: 'ZmFrZQ==' });
    expect(forged.body).toMatchObject({ sub_code: 'isv.invalid-signature' });
  });
});

describe('the official client', () => {
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const oneLine = stranger.privateKey.export({ type: 'pkcs1', format: 'der' }).toString('base64');

  it('with another key is told that its signature is wrong, in a signed answer', async () => {
    const sdk = createClient(rig.gateway, rig.baseUrl, { privateKey: oneLine });
    const refused = await sdk.exec(QUERY, { bizContent: ONE }, { validateSign: true });
    expect(refused).toMatchObject({ code: '40002', subCode: 'isv.invalid-signature' });
    const error: unknown = await sdk
      .curl('POST', '/v3/alipay/trade/query', { body: ONE })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'invalid-signature', responseHttpStatus: 400 });
  });

  it('does not believe an answer that another key signed', async () => {
    const publicKey = stranger.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    const sdk = createClient(rig.gateway, rig.baseUrl, { alipayPublicKey: publicKey });
    const order = nextOrder();
    await expect(
      sdk.exec('alipay.trade.pay', { bizContent: barcode(order) }, { validateSign: true }),
    ).rejects.toThrow(AlipayRequestError);
    await expect(
      sdk.curl('POST', '/v3/alipay/trade/pay', { body: barcode(nextOrder()) }),
    ).rejects.toMatchObject({ code: 'response-signature-verify-error' });
  });
});

describe('v3', () => {
  const PATH = '/v3/alipay/trade/query';

  it.each([
    ['no timestamp', { timestamp: undefined }, 'missing-timestamp'],
    ['no application', { app_id: undefined }, 'missing-app-id'],
    ['a made-up application', { app_id: 'test' }, 'invalid-app-id'],
    ['a timestamp that is no number', { timestamp: 'now' }, 'invalid-timestamp'],
  ])('refuses %s', async (_what, auth, code) => {
    const reply = await rig.askRest(PATH, ONE, { auth });
    expect(reply).toMatchObject({ status: 400, body: { code } });
    expect(reply.headers.get('content-type')).toBe('application/json;charset=UTF-8');
    expect(reply.headers.get('alipay-trace-id')).toMatch(/^[0-9a-f]{30}$/);
  });

  it('misses the timestamp first where there are no credentials at all', async () => {
    const reply = await rig.askRest(PATH, ONE, { headers: { authorization: '' } });
    expect(reply).toMatchObject({ status: 400, body: { code: 'missing-timestamp' } });
    expect(reply.headers.get('alipay-signature')).toBeNull();
    const basic = await rig.askRest(PATH, ONE, { headers: { authorization: 'Basic x' } });
    expect(basic.body).toMatchObject({ code: 'missing-timestamp' });
  });

  it('refuses a signature that is wrong or missing', async () => {
    const wrong = await rig.askRest(PATH, ONE, { sign: 'ZmFrZQ==' });
    expect(wrong).toMatchObject({ status: 400, body: { code: 'invalid-signature' } });
    const missing = await rig.askRest(PATH, ONE, { sign: '' });
    expect(missing.body).toMatchObject({ code: 'missing-signature' });
  });

  it.each([-1, 1])('takes a timestamp of ten minutes to either side (%i)', async (side) => {
    const at = (ms: number) => ({ auth: { timestamp: String(Date.now() + side * ms) } });
    const near = await rig.askRest(PATH, ONE, at(REST_TOLERANCE_MS - 20_000));
    expect(near.body).toMatchObject({ code: 'ACQ.TRADE_NOT_EXIST' });
    const far = await rig.askRest(PATH, ONE, at(REST_TOLERANCE_MS + 20_000));
    expect(far.body).toMatchObject({ code: 'invalid-timestamp' });
  });

  it('still takes callers in whose world no time has passed', async () => {
    rig.clock.advance(30 * 86_400_000);
    expect((await rig.askRest(PATH, ONE)).body).toMatchObject({ code: 'ACQ.TRADE_NOT_EXIST' });
    expect((await rig.ask(QUERY, ONE)).body).toMatchObject({ sub_code: 'ACQ.TRADE_NOT_EXIST' });
  });

  it.each([
    ['/v3/alipay/trade/fly', 'POST', 404, 'resource-not-found'],
    ['/nowhere', 'POST', 404, 'resource-not-found'],
    ['/v3/alipay/trade/pay', 'PUT', 400, 'invalid-http-method'],
    ['/v3/alipay/trade/page/pay', 'POST', 404, 'resource-not-found'],
  ])('has nothing at %s for %s', async (path, method, status, code) => {
    expect(await rig.askRest(path, ONE, { method })).toMatchObject({ status, body: { code } });
  });
});
