import type { Answer } from '../../kernel/answer.ts';
import { headerOf, type GatewayRequest } from '../../kernel/request.ts';
import { errorAnswer } from './api-errors.ts';

/**
 * Bearer, or Basic with the key as the user. Null lets the request in.
 *
 * @param isLenient any test key will do
 */
export function authenticate(
  request: GatewayRequest,
  secretKey: string,
  isLenient: boolean,
): Answer | null {
  const header = headerOf(request, 'authorization');
  // The plain case of every request.
  if (header?.length === BEARER.length + secretKey.length && header === BEARER + secretKey) {
    return null;
  }
  const given = readKey(header);
  if (given === secretKey || (isLenient && /^(sk|rk)_test_/.test(given ?? ''))) return null;
  if (given === null || given === '') {
    return unauthorised(
      'You did not provide an API key. You need to provide your API key in the Authorization ' +
        "header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    );
  }
  if (/^[a-z]{2}_live_/.test(given)) {
    return unauthorised(
      `Invalid API Key provided: ${mask(given)}. This is paydrill, not Stripe: it takes test keys ` +
        'only, and a live key does not belong in a drill.',
    );
  }
  return unauthorised(`Invalid API Key provided: ${mask(given)}`);
}

const BEARER = 'Bearer ';

function readKey(header: string | undefined): string | null {
  const [, scheme, value] = /^(Bearer|Basic)\s+(\S+)$/i.exec(header ?? '') ?? [];
  if (scheme === undefined || value === undefined) return null;
  if (scheme.toLowerCase() === 'bearer') return value;
  return Buffer.from(value, 'base64').toString('utf8').split(':')[0] ?? null;
}

const mask = (key: string): string =>
  `${key.slice(0, 8)}${'*'.repeat(Math.max(4, Math.min(20, key.length - 12)))}${key.slice(-4)}`;

const unauthorised = (message: string): Answer =>
  errorAnswer(
    401,
    { type: 'invalid_request_error', message },
    { 'www-authenticate': 'Basic realm="Stripe"' },
  );
