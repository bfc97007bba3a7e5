import { exchange } from '../http-exchange.ts';
import type { ExchangeDependencies, WireResult } from '../http-exchange.ts';
import { integerAt, parseJsonObject, textAt } from '../json-fields.ts';
import { loggableCode } from '../provider-answers.ts';
import type { Judgement } from '../provider-answers.ts';

export interface PaypalCredentials extends ExchangeDependencies {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export type TokenResult =
  | { readonly kind: 'token'; readonly token: string }
  /** The operation that needed the token was not sent. */
  | { readonly kind: 'none'; readonly judgement: Judgement };

export interface TokenCache {
  /** A token that is good for a while yet; all callers of one moment share one request. */
  get(signal: AbortSignal): Promise<TokenResult>;
  /** Drops this token. A newer one stays: an answer may be about a token of before. */
  invalidate(token: string): void;
}

interface CachedToken {
  readonly token: string;
  readonly refreshAtMs: number;
}

type Fetched = { readonly kind: 'fetched'; readonly cached: CachedToken } | Failed;
type Failed = Extract<TokenResult, { kind: 'none' }>;

/** A token is renewed this long before it ends, or a tenth of its life where that is shorter. */
const MAX_SKEW_MS = 60_000;

const ABORTED: Failed = { kind: 'none', judgement: { outcome: 'not-processed', code: 'aborted' } };

export function createTokenCache(credentials: PaypalCredentials): TokenCache {
  let cached: CachedToken | null = null;
  let flight: { readonly result: Promise<Fetched>; readonly leader: AbortSignal } | null = null;

  /**
   * The first caller leads: its deadline ends the request. A follower whose leader gave up asks
   * again, so that one hung connection holds nobody for longer than its leader waits.
   */
  async function get(signal: AbortSignal): Promise<TokenResult> {
    while (!signal.aborted) {
      if (cached !== null && credentials.now() < cached.refreshAtMs) {
        return { kind: 'token', token: cached.token };
      }
      const current = flight ?? lead(signal);
      const fetched = await untilAborted(current.result, signal);
      if (fetched === null) return ABORTED;
      if (fetched.kind === 'fetched') return { kind: 'token', token: fetched.cached.token };
      if (!current.leader.aborted) return fetched;
    }
    return ABORTED;
  }

  function lead(leader: AbortSignal) {
    const result = fetchToken(credentials, leader)
      .then((fetched) => {
        if (fetched.kind === 'fetched') cached = fetched.cached;
        return fetched;
      })
      .finally(() => {
        flight = null;
      });
    flight = { result, leader };
    return flight;
  }

  return {
    get,
    invalidate(token) {
      if (cached?.token === token) cached = null;
    },
  };
}

/** Null when the signal ends first. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  const listening = new AbortController();
  const aborted = new Promise<null>((resolve) => {
    const onAbort = (): void => resolve(null);
    signal.addEventListener('abort', onAbort, { once: true, signal: listening.signal });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    listening.abort();
  }
}

async function fetchToken(credentials: PaypalCredentials, signal: AbortSignal): Promise<Fetched> {
  const { baseUrl, clientId, clientSecret, now } = credentials;
  // Its life counts from before the request, because PayPal may count from there too.
  const startMs = now();
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  const result = await exchange(
    {
      method: 'POST',
      url: `${baseUrl}/v1/oauth2/token`,
      headers: {
        authorization: `Basic ${basic}`,
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    },
    signal,
    credentials,
  );
  const cached = result.kind === 'answer' ? readToken(result, startMs) : null;
  return cached === null ? failed(result) : { kind: 'fetched', cached };
}

type Answer = Extract<WireResult, { kind: 'answer' }>;

function readToken(answer: Answer, startMs: number): CachedToken | null {
  if (answer.status !== 200) return null;
  const body = parseJsonObject(answer.text);
  const token = textAt(body, 'access_token');
  const lifetimeSeconds = integerAt(body, 'expires_in');
  if (token === null || !/^[\x21-\x7e]{1,8192}$/.test(token)) return null;
  if (lifetimeSeconds === null || lifetimeSeconds <= 0) return null;
  const lifetimeMs = lifetimeSeconds * 1000;
  const skewMs = Math.min(MAX_SKEW_MS, lifetimeMs / 10);
  return { token, refreshAtMs: startMs + lifetimeMs - skewMs };
}

/** Whatever became of the token request: the payment's own request has not left. */
function failed(result: WireResult): Failed {
  if (result.kind !== 'answer') {
    const code = result.code === 'aborted' ? result.code : `token-${result.code}`;
    return { kind: 'none', judgement: { outcome: 'not-processed', code } };
  }
  const { status, retryAfterMs } = result;
  const error = textAt(parseJsonObject(result.text), 'error');
  const code = `token-${status === 200 ? 'malformed' : loggableCode(error, status)}`;
  // Wrong credentials stay wrong; everything else may pass.
  const outcome = status === 401 ? 'refused' : 'not-processed';
  return { kind: 'none', judgement: { outcome, code, retryAfterMs } };
}
