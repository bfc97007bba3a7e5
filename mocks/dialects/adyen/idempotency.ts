import type { IdempotencyRules } from '../../kernel/idempotency-rules.ts';
import { headerOf, type GatewayRequest } from '../../kernel/request.ts';
import { COMPANY_ACCOUNT, HOUR_MS } from './accounts.ts';
import { TRANSIENT, type ApiErrors } from './api-errors.ts';

// A key is unique within the company account, whatever the endpoint, and a repetition gets the first
// answer word for word. A header of the answer tells whether to repeat a failed request with the
// same key: `transient-error: true` means yes.
// https://docs.adyen.com/development-resources/api-idempotency

/** The shortest time that Adyen promises. */
const RETENTION_MS = 7 * 24 * HOUR_MS;

export const LONGEST_KEY = 64;

export const keyOf = (request: GatewayRequest): string | null =>
  request.method === 'POST' ? (headerOf(request, 'idempotency-key') ?? null) : null;

export function createIdempotencyRules(errors: ApiErrors): IdempotencyRules {
  return {
    keyOf,
    scopeOf: () => COMPANY_ACCOUNT,
    retentionMs: () => RETENTION_MS,
    mismatch: () => errors.problem('key-in-use'),
    inFlight: () => errors.problem('key-in-use', undefined, TRANSIENT),
    replay: (kept) => kept.answer,
    // What was done is kept whatever became of its answer on the way out.
    keep: (_call, made) => (made.status < 400 ? made : null),
  };
}
