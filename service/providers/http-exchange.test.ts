import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { exchange, parseRetryAfter } from './http-exchange.ts';
import { createSend, MAX_ANSWER_BYTES, type WireRequest } from './http-send.ts';
import { json, startScriptedServer } from './testing/scripted-server.ts';
import type { Script } from './testing/scripted-server.ts';

const live = { send: createSend(), now: () => Date.now() };
const never = new AbortController().signal;
const post = (url: string): WireRequest => ({ method: 'POST', url, headers: {}, body: 'a=1' });

const failing = (error: Error) => ({
  ...live,
  send: async () => {
    throw error;
  },
});
const systemError = (code: string, syscall?: string) =>
  Object.assign(new Error(code), { code, syscall });

/** A port where nobody listens: one that was just given back. */
async function closedPortUrl(): Promise<string> {
  await using server = await startScriptedServer();
  return server.baseUrl;
}

describe('a request that never left', () => {
  it('is not sent when the connection is refused', async () => {
    const result = await exchange(post(await closedPortUrl()), never, live);
    expect(result).toEqual({ kind: 'not-sent', code: 'ECONNREFUSED' });
  });

  it('is not sent when the signal has already ended, and reaches nobody', async () => {
    await using server = await startScriptedServer();
    const result = await exchange(post(server.baseUrl), AbortSignal.abort(), live);
    expect(result).toEqual({ kind: 'not-sent', code: 'aborted' });
    expect(server.seen).toHaveLength(0);
  });

  it.each([
    ['a name that resolves to nothing', systemError('ENOTFOUND', 'getaddrinfo'), 'ENOTFOUND'],
    ['a resolver that is down', systemError('EAI_AGAIN', 'getaddrinfo'), 'EAI_AGAIN'],
    ['a connect that the system gave up', systemError('ETIMEDOUT', 'connect'), 'ETIMEDOUT'],
    ['no route', systemError('EHOSTUNREACH', 'connect'), 'EHOSTUNREACH'],
    ['a certificate that is refused', systemError('CERT_HAS_EXPIRED'), 'CERT_HAS_EXPIRED'],
    [
      'every address of a name refusing',
      new AggregateError([
        systemError('ECONNREFUSED', 'connect'),
        systemError('ENETUNREACH', 'connect'),
      ]),
      'ECONNREFUSED',
    ],
  ])('is not sent after %s', async (_what, error, code) => {
    const result = await exchange(post('http://127.0.0.1'), never, failing(error));
    expect(result).toEqual({ kind: 'not-sent', code });
  });
});

describe('a request that may have been handled', () => {
  it.each<[string, Script, string]>([
    ['a reset', { kind: 'reset' }, 'ECONNRESET'],
    ['a connection that was closed', { kind: 'close' }, 'ECONNRESET'],
    ['a cut body', { kind: 'cut', status: 200, body: '{"id":"pi_1"' }, 'ECONNRESET'],
    ['bytes that are no HTTP', { kind: 'noise' }, 'HPE_INVALID_CONSTANT'],
  ])('is lost by %s', async (_what, script, code) => {
    await using server = await startScriptedServer(() => script);
    const result = await exchange(post(server.baseUrl), never, live);
    expect(result).toEqual({ kind: 'lost', code });
    expect(server.seen).toHaveLength(1);
  });

  it('is lost by timeout when no headers come before the signal ends', async () => {
    const deadline = new AbortController();
    await using server = await startScriptedServer(() => {
      setImmediate(() => deadline.abort());
      return { kind: 'hang' };
    });
    const result = await exchange(post(server.baseUrl), deadline.signal, live);
    expect(result).toEqual({ kind: 'lost', code: 'timeout' });
    expect(server.seen).toHaveLength(1);
  });

  it('is lost by timeout when the body stops coming before the signal ends', async () => {
    const deadline = new AbortController();
    await using server = await startScriptedServer(() => ({
      kind: 'stall',
      status: 200,
      body: '{"id":',
    }));
    // The client has the headers, and the body has only begun.
    const abort = (): void => deadline.abort();
    subscribe('http.client.response.finish', abort);
    const result = await exchange(post(server.baseUrl), deadline.signal, live);
    unsubscribe('http.client.response.finish', abort);
    expect(result).toEqual({ kind: 'lost', code: 'timeout' });
  });

  it.each([
    ['a timeout of the connection', systemError('ETIMEDOUT', 'read'), 'timeout'],
    ['a reset that came while sending', systemError('ECONNRESET', 'write'), 'ECONNRESET'],
    ['a host that went away', systemError('EHOSTUNREACH', 'read'), 'EHOSTUNREACH'],
    [
      'one address refusing and another resetting',
      new AggregateError([
        systemError('ECONNREFUSED', 'connect'),
        systemError('ECONNRESET', 'read'),
      ]),
      'connection-lost',
    ],
    ['a reason that says nothing', new Error('no'), 'connection-lost'],
    ['a code that is a sentence', systemError('key sk_test_1 refused'), 'connection-lost'],
  ])('is lost by %s', async (_what, error, code) => {
    const result = await exchange(post('http://127.0.0.1'), never, failing(error));
    expect(result).toEqual({ kind: 'lost', code });
  });

  it('is lost when the answer is larger than the bound', async () => {
    const body = 'x'.repeat(MAX_ANSWER_BYTES + 1);
    await using server = await startScriptedServer(() => ({ kind: 'answer', status: 200, body }));
    const result = await exchange(post(server.baseUrl), never, live);
    expect(result).toEqual({ kind: 'lost', code: 'too-large' });
  });
});

describe('an answer', () => {
  it('comes whole, with its status and its text', async () => {
    await using server = await startScriptedServer(() => ({
      kind: 'answer',
      status: 418,
      body: 'grün',
    }));
    const result = await exchange(post(server.baseUrl), never, live);
    expect(result).toEqual({ kind: 'answer', status: 418, text: 'grün', retryAfterMs: null });
  });

  it('is not followed to another address', async () => {
    await using server = await startScriptedServer(() => ({
      kind: 'answer',
      status: 307,
      body: '',
      headers: { location: '/elsewhere' },
    }));
    const result = await exchange(post(server.baseUrl), never, live);
    expect(result).toEqual({ kind: 'lost', code: 'redirect' });
    expect(server.seen).toHaveLength(1);
  });

  it('is asked for without compression', async () => {
    await using server = await startScriptedServer(() => json(200, {}));
    await exchange(post(server.baseUrl), never, live);
    expect(server.seen[0]?.headers).not.toHaveProperty('accept-encoding');
  });

  it('comes over the connection of the one before', async () => {
    await using server = await startScriptedServer(() => json(200, {}));
    await exchange(post(server.baseUrl), never, live);
    await exchange(post(server.baseUrl), never, live);
    expect(server.connections()).toBe(1);
  });

  it('leaves nothing behind on a signal that lives on', async () => {
    await using server = await startScriptedServer(() => json(200, {}));
    const { signal } = new AbortController();
    await exchange(post(server.baseUrl), signal, live);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('is asked for once, whatever its status', async () => {
    await using server = await startScriptedServer(() => ({
      kind: 'answer',
      status: 503,
      body: '{}',
    }));
    await exchange(post(server.baseUrl), never, live);
    expect(server.seen).toHaveLength(1);
  });

  it('tells how long to wait', async () => {
    const headers = { 'retry-after': '7' };
    await using server = await startScriptedServer(() => ({
      kind: 'answer',
      status: 429,
      body: '',
      headers,
    }));
    const result = await exchange(post(server.baseUrl), never, live);
    expect(result).toMatchObject({ retryAfterMs: 7000 });
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  it.each([
    ['2', 2000],
    ['0', 0],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 23:59:30 GMT', 0],
    ['999999999', 24 * 60 * 60 * 1000],
    ['soon', null],
    ['-5', null],
    ['', null],
    [null, null],
  ])('%s is %s ms', (header, expected) => {
    expect(parseRetryAfter(header, now)).toBe(expected);
  });
});
