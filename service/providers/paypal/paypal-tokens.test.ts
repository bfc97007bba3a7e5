import { describe, expect, it } from 'vitest';
import {
  APPROVED,
  CLIENT_ID,
  CLIENT_SECRET,
  error,
  isTokenRequest,
  PAYPAL_IDS,
  paypalAt,
  tokenAnswer,
} from '../testing/paypal-wire.ts';
import { ask } from '../testing/provider-calls.ts';
import { json, startScriptedServer } from '../testing/scripted-server.ts';
import type { Script, Scripted, ScriptedServer } from '../testing/scripted-server.ts';

const tokenRequests = (server: ScriptedServer): number => server.seen.filter(isTokenRequest).length;
const bearerOf = (headers: Readonly<Record<string, unknown>>): string =>
  String(headers['authorization']).replace('Bearer ', '');

/** Gives token-1, token-2, ...; only the tokens in `live` are let in. */
function tokenDesk(live: Set<string>, expiresIn = 32_400): Scripted {
  let issued = 0;
  return (request) => {
    if (isTokenRequest(request)) {
      issued += 1;
      live.add(`token-${issued}`);
      return tokenAnswer(`token-${issued}`, expiresIn);
    }
    return live.has(bearerOf(request.headers))
      ? json(200, APPROVED.retrieve)
      : json(401, {
          error: 'invalid_token',
          error_description: 'Token signature verification failed',
        });
  };
}

describe('the access token', () => {
  it('is asked for with the client credentials', async () => {
    await using server = await startScriptedServer(tokenDesk(new Set()));
    await ask(paypalAt(server.baseUrl), 'retrieve', PAYPAL_IDS);
    const [request] = server.seen;
    const basic = Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString('base64');
    expect(request).toMatchObject({
      method: 'POST',
      path: '/v1/oauth2/token',
      body: 'grant_type=client_credentials',
      headers: { authorization: `Basic ${basic}` },
    });
  });

  it('is asked for once by ten first calls at the same time', async () => {
    await using server = await startScriptedServer(tokenDesk(new Set()));
    const adapter = paypalAt(server.baseUrl);
    const calls = Array.from({ length: 10 }, () => ask(adapter, 'retrieve', PAYPAL_IDS));
    const answers = await Promise.all(calls);
    expect(answers.every(({ outcome }) => outcome === 'approved')).toBe(true);
    expect(tokenRequests(server)).toBe(1);
  });

  it('is used until a minute before it ends, and renewed then', async () => {
    await using server = await startScriptedServer(tokenDesk(new Set(), 3600));
    let now = 1_000_000;
    const adapter = paypalAt(server.baseUrl, { now: () => now });
    await ask(adapter, 'retrieve', PAYPAL_IDS);
    now += 3_540_000 - 1;
    await ask(adapter, 'retrieve', PAYPAL_IDS);
    expect(tokenRequests(server)).toBe(1);
    now += 1;
    await ask(adapter, 'retrieve', PAYPAL_IDS);
    expect(tokenRequests(server)).toBe(2);
  });

  it('of a short life is used for nine tenths of it', async () => {
    await using server = await startScriptedServer(tokenDesk(new Set(), 10));
    let now = 1_000_000;
    const adapter = paypalAt(server.baseUrl, { now: () => now });
    await ask(adapter, 'retrieve', PAYPAL_IDS);
    now += 8_999;
    await ask(adapter, 'retrieve', PAYPAL_IDS);
    expect(tokenRequests(server)).toBe(1);
    now += 1;
    await ask(adapter, 'retrieve', PAYPAL_IDS);
    expect(tokenRequests(server)).toBe(2);
  });
});

describe('a 401', () => {
  it('drops the token, and the request goes once more with a fresh one and the same key', async () => {
    const live = new Set<string>();
    await using server = await startScriptedServer(tokenDesk(live));
    const adapter = paypalAt(server.baseUrl);
    await ask(adapter, 'retrieve', PAYPAL_IDS);
    live.clear();
    const answer = await ask(adapter, 'confirm', PAYPAL_IDS);
    expect(answer.outcome).toBe('approved');
    const confirms = server.seen.filter(({ path }) => path.endsWith('/capture'));
    expect(confirms.map(({ headers }) => bearerOf(headers))).toEqual(['token-1', 'token-2']);
    expect(new Set(confirms.map(({ headers }) => headers['paypal-request-id'])).size).toBe(1);
  });

  it('that meets ten calls at once costs one token request', async () => {
    const live = new Set<string>();
    await using server = await startScriptedServer(tokenDesk(live));
    const adapter = paypalAt(server.baseUrl);
    await ask(adapter, 'retrieve', PAYPAL_IDS);
    live.clear();
    const calls = Array.from({ length: 10 }, () => ask(adapter, 'retrieve', PAYPAL_IDS));
    const answers = await Promise.all(calls);
    expect(answers.every(({ outcome }) => outcome === 'approved')).toBe(true);
    expect(tokenRequests(server)).toBe(2);
  });

  it('for a token of before leaves the newer one alone', async () => {
    // 1. A slow call leaves with token-1 and is held. 2. Token-1 dies; another call gets token-2.
    // 3. The slow call is refused for token-1: it must go on with token-2, not ask for a third.
    const live = new Set<string>();
    const desk = tokenDesk(live);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let arrived = (): void => undefined;
    const isHeld = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    await using server = await startScriptedServer(async (request) => {
      if (request.path.endsWith('/capture') && bearerOf(request.headers) === 'token-1') {
        arrived();
        await held;
      }
      return desk(request);
    });
    const adapter = paypalAt(server.baseUrl);
    const slow = ask(adapter, 'confirm', PAYPAL_IDS);
    await isHeld;
    live.clear();
    await ask(adapter, 'retrieve', PAYPAL_IDS);
    release();
    expect((await slow).outcome).toBe('approved');
    expect(tokenRequests(server)).toBe(2);
  });

  it('for a fresh token too ends the call as not processed', async () => {
    await using server = await startScriptedServer((request) =>
      isTokenRequest(request) ? tokenAnswer() : json(401, error('AUTHENTICATION_FAILURE')),
    );
    const answer = await ask(paypalAt(server.baseUrl), 'confirm', PAYPAL_IDS);
    expect(answer).toMatchObject({
      outcome: 'not-processed',
      code: 'AUTHENTICATION_FAILURE',
      state: { kind: 'none' },
    });
    expect(server.seen).toHaveLength(4);
  });
});

describe('a token that cannot be had', () => {
  it.each<[string, Script, string, string]>([
    ['PayPal is down', json(503, error('SERVICE_UNAVAILABLE')), 'not-processed', 'token-http-503'],
    [
      'the answer is a page',
      { kind: 'answer', status: 502, body: '<html>' },
      'not-processed',
      'token-http-502',
    ],
    [
      'the answer is empty',
      { kind: 'answer', status: 200, body: '' },
      'not-processed',
      'token-malformed',
    ],
    ['the token is missing', json(200, { expires_in: 10 }), 'not-processed', 'token-malformed'],
    ['the token is no token', tokenAnswer('a b'), 'not-processed', 'token-malformed'],
    ['it has no life', tokenAnswer('token-1', 0), 'not-processed', 'token-malformed'],
    ['the connection is reset', { kind: 'reset' }, 'not-processed', 'token-ECONNRESET'],
    [
      'there are too many requests',
      json(429, {}, { 'retry-after': '3' }),
      'not-processed',
      'token-http-429',
    ],
    [
      'the credentials are wrong',
      json(401, { error: 'invalid_client' }),
      'refused',
      'token-invalid_client',
    ],
  ])('leaves the payment unsent when %s', async (_what, script, outcome, code) => {
    await using server = await startScriptedServer(() => script);
    const answer = await ask(paypalAt(server.baseUrl), 'confirm', PAYPAL_IDS);
    expect(answer).toMatchObject({ outcome, code, state: { kind: 'none' } });
    expect(answer.retryAfterMs).toBe(code === 'token-http-429' ? 3000 : null);
    expect(server.seen.every(isTokenRequest)).toBe(true);
  });

  it('is asked for again by the next call', async () => {
    await using server = await startScriptedServer(() => json(500, {}));
    const adapter = paypalAt(server.baseUrl);
    await ask(adapter, 'retrieve', PAYPAL_IDS);
    server.script(tokenDesk(new Set()));
    expect((await ask(adapter, 'retrieve', PAYPAL_IDS)).outcome).toBe('approved');
  });

  it('is not waited for longer than the caller wants to', async () => {
    const deadline = new AbortController();
    await using server = await startScriptedServer(() => {
      setImmediate(() => deadline.abort());
      return { kind: 'hang' };
    });
    const answer = await ask(paypalAt(server.baseUrl), 'confirm', PAYPAL_IDS, {
      signal: deadline.signal,
    });
    expect(answer).toMatchObject({
      outcome: 'not-processed',
      code: 'aborted',
      state: { kind: 'none' },
    });
  });

  it('holds those who wait no longer than the first of them: they ask again', async () => {
    // 1. The first call's token request hangs; the second call waits for the same request.
    // 2. The first gives up. 3. The second asks for a token of its own and goes on.
    const deadline = new AbortController();
    const desk = tokenDesk(new Set());
    let hangs = 0;
    await using server = await startScriptedServer((request) => {
      if (!isTokenRequest(request) || hangs > 0) return desk(request);
      hangs += 1;
      setImmediate(() => deadline.abort());
      return { kind: 'hang' };
    });
    const adapter = paypalAt(server.baseUrl);
    const first = ask(adapter, 'confirm', PAYPAL_IDS, { signal: deadline.signal });
    const second = ask(adapter, 'retrieve', PAYPAL_IDS);
    expect(await first).toMatchObject({ outcome: 'not-processed', code: 'aborted' });
    expect(await second).toMatchObject({ outcome: 'approved' });
    expect(tokenRequests(server)).toBe(2);
  });

  it('does not end with a caller who only waits for it', async () => {
    const deadline = new AbortController();
    const desk = tokenDesk(new Set());
    await using server = await startScriptedServer((request) => {
      deadline.abort();
      return desk(request);
    });
    const adapter = paypalAt(server.baseUrl);
    const leader = ask(adapter, 'retrieve', PAYPAL_IDS);
    const follower = ask(adapter, 'confirm', PAYPAL_IDS, { signal: deadline.signal });
    expect(await follower).toMatchObject({ outcome: 'not-processed', code: 'aborted' });
    expect(await leader).toMatchObject({ outcome: 'approved' });
    expect(tokenRequests(server)).toBe(1);
  });
});
