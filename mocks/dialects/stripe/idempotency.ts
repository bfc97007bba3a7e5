import type { IdempotencyRules } from '../../kernel/idempotency-rules.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { headerOf, type GatewayRequest } from '../../kernel/request.ts';
import { errorAnswer } from './api-errors.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

export const idempotencyKeyOf = (request: GatewayRequest): string | null => {
  if (request.method !== 'POST') return null;
  return headerOf(request, 'idempotency-key') || null;
};

const LONGEST_KEY = 255;

/** Asked before a request is carried out. */
export function checkKey(request: GatewayRequest): void {
  const key = idempotencyKeyOf(request);
  if (key === null || key.length <= LONGEST_KEY) return;
  const message = `Idempotency keys have at most ${LONGEST_KEY} characters, this one ${key.length}.`;
  throw new Refusal(errorAnswer(400, { type: 'idempotency_error', message }), {
    isExecuted: false,
  });
}

/**
 * docs.stripe.com/api/idempotent_requests: the first answer is kept once a request was carried out,
 * a 500 too; it is not for what failed validation. One space of keys per account.
 */
export const stripeIdempotency: IdempotencyRules = {
  keyOf: idempotencyKeyOf,
  scopeOf: (request) => headerOf(request, 'stripe-account') ?? 'account',
  retentionMs: () => DAY_MS,
  mismatch: (request) =>
    errorAnswer(400, {
      type: 'idempotency_error',
      message:
        'Keys for idempotent requests can only be used with the same parameters they were first ' +
        `used with. Try using a key other than '${idempotencyKeyOf(request)}' if you meant to ` +
        'execute a different request.',
    }),
  inFlight: (request) =>
    errorAnswer(409, {
      type: 'invalid_request_error',
      code: 'idempotency_key_in_use',
      message:
        'There is currently another in-progress request using this Idempotent Key (that probably ' +
        'means you submitted twice, and the other request is still going through): ' +
        `${idempotencyKeyOf(request)}. Please try again later.`,
    }),
  replay: ({ answer, exchange }) => ({
    ...answer,
    headers: { ...answer.headers, 'idempotent-replayed': 'true', 'original-request': exchange },
  }),
  // An error that the endpoint itself made is what it keeps telling; a page of some proxy is not.
  keep: (_call, made, sent) => {
    const isOwnError = sent !== null && sent.status >= 500 && isJson(sent.headers);
    return isOwnError ? sent : made;
  },
};

const isJson = (headers: Readonly<Record<string, string>>): boolean =>
  headers['content-type']?.startsWith('application/json') === true;
