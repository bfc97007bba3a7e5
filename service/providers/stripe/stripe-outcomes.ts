import type { ProviderOperation } from '../../../harness/core/outcome.ts';
import type { ProviderState } from '../adapter.ts';
import type { OutcomeRow, OutcomeTable } from '../outcome-table.ts';

// What Stripe's error answers mean (docs.stripe.com/error-codes, /error-low-level, /rate-limits).
// The code is `error.code`, or `error.type` where there is no code.

const row = (
  operations: readonly ProviderOperation[] | 'any',
  status: number,
  code: string,
  outcome: OutcomeRow['outcome'],
  state?: ProviderState,
): OutcomeRow =>
  state === undefined
    ? { operations, status, code, outcome }
    : { operations, status, code, outcome, state };

const MUTATIONS = ['create', 'confirm', 'capture', 'void', 'refund'] as const;

/** Codes of a card that was not accepted; `card_declined` has the reason in its decline_code. */
const CARD_CODES = [
  'card_declined',
  'authentication_required',
  'card_decline_rate_limit_exceeded',
  'expired_card',
  'incorrect_address',
  'incorrect_cvc',
  'incorrect_number',
  'incorrect_zip',
  'invalid_cvc',
  'invalid_expiry_month',
  'invalid_expiry_year',
  'invalid_number',
  'processing_error',
] as const;

/** Parameters that were refused by validation, before anything began. */
const INVALID_PARAMETERS = [
  'amount_too_large',
  'amount_too_small',
  'parameter_invalid_empty',
  'parameter_invalid_integer',
  'parameter_invalid_string_blank',
  'parameter_invalid_string_empty',
  'parameter_missing',
  'parameter_unknown',
  'parameters_exclusive',
  'payment_intent_invalid_parameter',
  'payment_method_unsupported_type',
  'livemode_mismatch',
] as const;

export const STRIPE_OUTCOMES: OutcomeTable = [
  ...INVALID_PARAMETERS.map((code) => row('any', 400, code, 'refused')),
  // No code at all. A create has nothing else to be refused for; the others may have been done
  // before ("amount greater than unrefunded amount" comes so), so they are looked up.
  row(['create'], 400, 'invalid_request_error', 'refused'),
  // What a parameter names is not there; what the path names is a 404.
  row(['create', 'confirm'], 400, 'resource_missing', 'refused'),
  row(['refund'], 400, 'resource_missing', 'refused', { kind: 'not-found' }),
  row(['confirm', 'capture', 'void'], 400, 'payment_intent_unexpected_state', 'by-object'),
  row(['capture'], 400, 'charge_expired_for_capture', 'refused', { kind: 'voided' }),
  row(['capture'], 400, 'capture_charge_authorization_expired', 'refused', { kind: 'voided' }),
  // Done already, by whom and how much the answer does not prove: the object must be read.
  row(['capture'], 400, 'charge_already_captured', 'unknown'),
  row(['refund'], 400, 'charge_already_refunded', 'unknown'),
  row(['refund'], 400, 'charge_disputed', 'refused'),
  row(['refund'], 400, 'charge_not_refundable', 'refused'),
  row(['refund'], 400, 'refund_disputed_payment', 'refused'),
  row('any', 400, 'rate_limit', 'not-processed'),
  // Another request has used this key; what that one did is not known here.
  row(MUTATIONS, 400, 'idempotency_error', 'unknown'),
  row('any', 401, 'any', 'refused'),
  ...CARD_CODES.map((code) => row(['confirm'], 402, code, 'by-decline')),
  row('any', 403, 'any', 'refused'),
  row(['retrieve'], 404, 'resource_missing', 'approved', { kind: 'not-found' }),
  row(['confirm', 'capture', 'void'], 404, 'resource_missing', 'refused', { kind: 'not-found' }),
  row(['refund'], 404, 'resource_missing', 'refused', { kind: 'not-found' }),
  row(MUTATIONS, 409, 'idempotency_key_in_use', 'unknown'),
  row('any', 424, 'any', 'unknown'),
  // Both limiters, and lock_timeout, answer before the endpoint runs and before the key is stored.
  row('any', 429, 'any', 'not-processed'),
  // Stripe: treat the result of a 500 as indeterminate. Its 503 promises nothing else.
  row('any', 500, 'any', 'unknown'),
  row('any', 502, 'any', 'unknown'),
  row('any', 503, 'any', 'unknown'),
  row('any', 504, 'any', 'unknown'),
];
