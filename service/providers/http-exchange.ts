// One HTTP request on `fetch`, with the only question that matters for money: can the provider have
// seen it? There is no retry here. (`fetch` itself sends a request again after a 421, by its
// standard; a 421 says that nobody handled the first, and the idempotency key is the same.)

export interface WireRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export type WireResult =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly text: string;
      readonly retryAfterMs: number | null;
    }
  /** No byte of it can have reached anybody. */
  | { readonly kind: 'not-sent'; readonly code: string }
  /** It may have been handled; no complete answer came back. */
  | { readonly kind: 'lost'; readonly code: string };

/** No answer of these APIs comes near it; a larger one is not read to its end. */
export const MAX_ANSWER_BYTES = 1024 * 1024;

/** How long a provider can make us wait by Retry-After; longer wishes are cut to it. */
const MAX_RETRY_AFTER_MS = 24 * 60 * 60 * 1000;

export interface ExchangeDependencies {
  readonly fetch: typeof fetch;
  /** Epoch milliseconds; a Retry-After can be a date. */
  readonly now: () => number;
}

/** Resolves always; headers and body are read under the same signal. */
export async function exchange(
  request: WireRequest,
  signal: AbortSignal,
  { fetch: send, now }: ExchangeDependencies,
): Promise<WireResult> {
  if (signal.aborted) return { kind: 'not-sent', code: 'aborted' };
  try {
    const response = await send(request.url, {
      method: request.method,
      headers: request.headers,
      body: request.body,
      // Together these two spare a copy of the request that is only made to follow a redirect with.
      redirect: 'error',
      window: null,
      signal,
    });
    const text = await readBounded(response);
    if (text === null) return { kind: 'lost', code: 'too-large' };
    const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), now());
    return { kind: 'answer', status: response.status, text, retryAfterMs };
  } catch (error) {
    const code = connectFailure(error);
    if (code !== null) return { kind: 'not-sent', code };
    return { kind: 'lost', code: signal.aborted ? 'timeout' : lossCode(error) };
  }
}

/** Null when the body is larger than the bound. */
async function readBounded(response: Response): Promise<string | null> {
  if (response.body === null) return '';
  if (isDeclaredSmall(response.headers)) return response.text();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > MAX_ANSWER_BYTES) {
      // The connection goes with it; whether the cancel succeeds changes nothing.
      reader.cancel().catch(() => undefined);
      return null;
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** The parser ends a body at its declared length; only an unpacked one could be longer. */
function isDeclaredSmall(headers: Headers): boolean {
  const length = headers.get('content-length');
  return length !== null && Number(length) <= MAX_ANSWER_BYTES && !headers.has('content-encoding');
}

// These come before the first byte of a request: no address, no connection, no TLS session.
const BEFORE_SENDING: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** ETIMEDOUT and the like are only before sending when it was the connect that failed. */
const CONNECT_CALLS: ReadonlySet<string> = new Set(['connect', 'getaddrinfo']);

function connectFailure(error: unknown): string | null {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof Error)) return null;
  // Several addresses of one name are tried side by side and fail together.
  const failures: readonly unknown[] =
    cause instanceof AggregateError && cause.errors.length > 0 ? cause.errors : [cause];
  return failures.every(isBeforeSending) ? (errorText(failures[0], 'code') ?? 'connect') : null;
}

const isBeforeSending = (failure: unknown): boolean =>
  BEFORE_SENDING.has(errorText(failure, 'code') ?? '') ||
  CONNECT_CALLS.has(errorText(failure, 'syscall') ?? '');

const TIMEOUT_CODES: ReadonlySet<string> = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]);

function lossCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : null;
  const code = errorText(cause, 'code');
  if (code === null) return isRedirect(cause) ? 'redirect' : 'connection-lost';
  return TIMEOUT_CODES.has(code) ? 'timeout' : code;
}

/** A provider that sends us elsewhere answers nothing; `fetch` tells it by these words alone. */
const isRedirect = (cause: unknown): boolean =>
  cause instanceof Error && cause.message === 'unexpected redirect';

/** Names of Node's errors and calls are words; whatever else stands there is not repeated. */
function errorText(error: unknown, key: 'code' | 'syscall'): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'string' && /^[A-Za-z][A-Za-z_]{1,63}$/.test(value) ? value : null;
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3); anything else counts as not said. */
export function parseRetryAfter(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  const seconds = /^\s*(\d{1,9})\s*$/.exec(header)?.[1];
  // Date.parse alone takes "-5" for a year.
  const dateMs = /\d GMT\s*$/.test(header) ? Date.parse(header) : Number.NaN;
  const waitMs = seconds === undefined ? dateMs - nowMs : Number(seconds) * 1000;
  if (!Number.isFinite(waitMs)) return null;
  return Math.min(Math.max(waitMs, 0), MAX_RETRY_AFTER_MS);
}
