import { createHash, timingSafeEqual } from 'node:crypto';
import type { Answer } from '../../kernel/answer.ts';
import { headerOf, type GatewayRequest } from '../../kernel/request.ts';
import type { ApiErrors } from './api-errors.ts';
import { keyOf, LONGEST_KEY } from './idempotency.ts';

export interface Credentials {
  readonly apiKey: string;
  readonly username: string;
  readonly password: string;
  /** What the shopper's side has: good for nothing but its session. */
  readonly clientKey: string;
}

/** An API key, or the same user by name and password. Null lets the request in. */
export function authenticate(
  request: GatewayRequest,
  credentials: Credentials,
  errors: ApiErrors,
): Answer | null {
  const apiKey = headerOf(request, 'x-api-key');
  const basic = /^Basic (\S+)$/i.exec(headerOf(request, 'authorization') ?? '')?.[1];
  const given = basic === undefined ? '' : Buffer.from(basic, 'base64').toString('utf8');
  const isKnown =
    apiKey === undefined
      ? isSame(given, `${credentials.username}:${credentials.password}`)
      : isSame(apiKey, credentials.apiKey);
  if (!isKnown) return errors.problem('unauthorised');
  const key = keyOf(request);
  return key !== null && key.length > LONGEST_KEY ? errors.problem('key-too-long') : null;
}

/** Tells nothing by the time it takes. */
export function isSame(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
