import { ApiError } from '@paypal/paypal-server-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at, textAt, orderRequest, requestToken, startRig, type Rig } from './rig.fixture.ts';

const ORDERS = '/v2/checkout/orders';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

const failure = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

describe('the token endpoint', () => {
  it('gives a bearer token with scope, app id, lifetime and nonce', async () => {
    const { status, body } = await requestToken(rig.gateway, rig.baseUrl);
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 32_400 });
    expect(textAt(body, 'access_token')).toMatch(/^A21AA\w{92}$/);
    expect(textAt(body, 'app_id')).toMatch(/^APP-[A-Z0-9]{17}$/);
    expect(textAt(body, 'nonce')).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z\w{43}$/);
    expect(textAt(body, 'scope')).toContain('https://uri.paypal.com/services/payments/refund');
  });

  it('is journalled as the operation token', async () => {
    await requestToken(rig.gateway, rig.baseUrl);
    expect(rig.gateway.journal(1)[0]).toMatchObject({ operation: 'token', status: 200 });
  });

  it('refuses a wrong secret in the words of OAuth, as the official client expects', async () => {
    const wrong = { authorization: `Basic ${Buffer.from('A:E').toString('base64')}` };
    const reply = await requestToken(rig.gateway, rig.baseUrl, wrong);
    expect(reply).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    const none = await requestToken(rig.gateway, rig.baseUrl, { authorization: 'Bearer x' });
    expect(none.status).toBe(401);
  });

  it('refuses other grants and forms without one', async () => {
    const other = await requestToken(rig.gateway, rig.baseUrl, {}, 'grant_type=password');
    expect(other).toMatchObject({ status: 400, body: { error: 'unsupported_grant_type' } });
    const none = await requestToken(rig.gateway, rig.baseUrl, {}, '');
    expect(none).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });
});

describe('an access token', () => {
  const withToken = (token: string) =>
    rig.ask('GET', `${ORDERS}/NOSUCHORDER`, undefined, { authorization: `Bearer ${token}` });

  it('is needed for every call', async () => {
    const reply = await rig.ask('GET', `${ORDERS}/X`, undefined, { authorization: '' });
    expect(reply).toMatchObject({ status: 401, body: { name: 'AUTHENTICATION_FAILURE' } });
  });

  it('is refused when the gateway never issued it', async () => {
    expect(await withToken('A21AAmadeup')).toMatchObject({
      status: 401,
      body: { error: 'invalid_token', error_description: 'Token signature verification failed' },
    });
  });

  it('works until its lifetime on the clock of the gateway is over', async () => {
    const token = await rig.token();
    rig.clock.advance(32_390_000);
    expect((await withToken(token)).status).toBe(404);
    rig.clock.advance(10_000);
    expect(await withToken(token)).toMatchObject({
      status: 401,
      body: { error: 'invalid_token', error_description: 'Access Token not found in cache' },
    });
  });

  it('dies with all others when the gateway expires its tokens; new ones live', async () => {
    const before = [await rig.token(), await rig.token()];
    rig.gateway.expireTokens();
    for (const token of before) expect((await withToken(token)).status).toBe(401);
    expect((await withToken(await rig.token())).status).toBe(404);
  });

  it('lives shortly when a fault shortens it, and says so', async () => {
    rig.arm('token-expiry', { lifetimeMs: 3000 });
    const { body } = await requestToken(rig.gateway, rig.baseUrl);
    expect(at(body, 'expires_in')).toBe(3);
    const token = textAt(body, 'access_token');
    expect((await withToken(token)).status).toBe(404);
    rig.clock.advance(3000);
    expect((await withToken(token)).status).toBe(401);
  });

  it('never says that it lives 0 s, which the official client reads as for ever', async () => {
    rig.arm('token-expiry', { lifetimeMs: 200 });
    const { body } = await requestToken(rig.gateway, rig.baseUrl);
    expect(at(body, 'expires_in')).toBe(1);
  });

  it('is refused in a way that the official client takes as an error, not as an answer', async () => {
    await rig.orders.createOrder({ body: orderRequest('CAPTURE') });
    rig.gateway.expireTokens();
    const error = await failure(rig.orders.createOrder({ body: orderRequest('CAPTURE') }));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ statusCode: 401, result: { error: 'invalid_token' } });
  });

  it('is denied to the official client while the endpoint is down', async () => {
    rig.arm('token-endpoint-down', { manner: 'status', status: 503 });
    const error = await failure(rig.orders.createOrder({ body: orderRequest('CAPTURE') }));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ statusCode: 503 });
    expect(rig.gateway.status().payments).toBe(0);
  });

  it('is forgotten an hour after its end', async () => {
    const token = await rig.token();
    rig.clock.advance(32_400_000 + 3_600_001);
    await rig.token();
    expect(await withToken(token)).toMatchObject({
      body: { error_description: 'Token signature verification failed' },
    });
  });
});
