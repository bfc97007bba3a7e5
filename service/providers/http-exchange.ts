import { AnswerTooLarge, type Send, type WireRequest } from './http-send.ts';

// One HTTP request, with the only question that matters for money: can the provider have seen it?
// There is no retry here.

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

/** How long a provider can make us wait by Retry-After; longer wishes are cut to it. */
const MAX_RETRY_AFTER_MS = 24 * 60 * 60 * 1000;

export interface ExchangeDependencies {
  readonly send: Send;
  /** Epoch milliseconds; a Retry-After can be a date. */
  readonly now: () => number;
}

/** Resolves always; headers and body are read under the same signal. */
export async function exchange(
  request: WireRequest,
  signal: AbortSignal,
  { send, now }: ExchangeDependencies,
): Promise<WireResult> {
  if (signal.aborted) return { kind: 'not-sent', code: 'aborted' };
  try {
    const { status, retryAfter, text } = await send(request, signal);
    // A provider that sends us elsewhere answers nothing.
    if (REDIRECTS.has(status)) return { kind: 'lost', code: 'redirect' };
    return { kind: 'answer', status, text, retryAfterMs: parseRetryAfter(retryAfter, now()) };
  } catch (error) {
    const code = connectFailure(error);
    if (code !== null) return { kind: 'not-sent', code };
    if (error instanceof AnswerTooLarge) return { kind: 'lost', code: 'too-large' };
    return { kind: 'lost', code: signal.aborted ? 'timeout' : lossCode(error) };
  }
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

// These come before the first byte of a request: no address, no connection, no TLS session.
const BEFORE_SENDING: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** ETIMEDOUT and the like are only before sending when it was the connect that failed. */
const CONNECT_CALLS: ReadonlySet<string> = new Set(['connect', 'getaddrinfo']);

function connectFailure(error: unknown): string | null {
  // Several addresses of one name are tried side by side and fail together.
  const failures: readonly unknown[] =
    error instanceof AggregateError && error.errors.length > 0 ? error.errors : [error];
  return failures.every(isBeforeSending) ? (errorText(failures[0], 'code') ?? 'connect') : null;
}

const isBeforeSending = (failure: unknown): boolean =>
  BEFORE_SENDING.has(errorText(failure, 'code') ?? '') ||
  CONNECT_CALLS.has(errorText(failure, 'syscall') ?? '');

function lossCode(error: unknown): string {
  const code = errorText(error, 'code');
  if (code === null) return 'connection-lost';
  return code === 'ETIMEDOUT' ? 'timeout' : code;
}

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
