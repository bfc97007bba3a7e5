import type { ProviderOperation } from '../../../harness/core/outcome.ts';
import type { ProviderState } from '../adapter.ts';
import type { OutcomeRow, OutcomeTable } from '../outcome-table.ts';
import { PAYPAL_ISSUE_DECLINES } from './paypal-declines.ts';

// What PayPal's error answers mean, from its published schemas of Orders v2 and Payments v2. The
// code is the first issue of the answer, then its name: PayPal names what is wrong in general
// (UNPROCESSABLE_ENTITY, listed nowhere here) and details it in the issue.

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

/** The request or the merchant's account is wrong; it was refused before anything moved. */
const REFUSED_ISSUES = [
  'ACTION_DOES_NOT_MATCH_INTENT',
  'AUTH_CAPTURE_CURRENCY_MISMATCH',
  'AUTH_CAPTURE_NOT_ENABLED',
  'CANNOT_BE_NEGATIVE',
  'CANNOT_BE_ZERO_OR_NEGATIVE',
  'DECIMALS_NOT_SUPPORTED',
  'DECIMAL_PRECISION',
  'INCOMPATIBLE_PARAMETER_VALUE',
  'INVALID_CURRENCY_CODE',
  'MAX_VALUE_EXCEEDED',
  'NOT_ENABLED_FOR_CARD_PROCESSING',
  'ORDER_NOT_APPROVED',
  'PAYEE_ACCOUNT_INVALID',
  'PAYEE_ACCOUNT_LOCKED_OR_CLOSED',
  'PAYEE_ACCOUNT_RESTRICTED',
  'PAYEE_NOT_ENABLED_FOR_CARD_PROCESSING',
  'UNSUPPORTED_INTENT',
  'UNSUPPORTED_INTENT_FOR_PAYMENT_SOURCE',
] as const;

const REFUND_REFUSED_ISSUES = [
  'CURRENCY_MISMATCH',
  'PARTIAL_REFUND_NOT_ALLOWED',
  'PENDING_CAPTURE',
  'REFUND_AMOUNT_TOO_LOW',
  'REFUND_CAPTURE_CURRENCY_MISMATCH',
  'REFUND_FAILED_INSUFFICIENT_FUNDS',
  'REFUND_IS_RESTRICTED',
  'REFUND_NOT_ALLOWED',
  'REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK',
  'REFUND_TIME_LIMIT_EXCEEDED',
  'TRANSACTION_DISPUTED',
] as const;

/** Something was done before: by whom and how much must be read from the order. */
const DONE_BEFORE_ISSUES = [
  'AUTHORIZATION_ALREADY_CAPTURED',
  'CAPTURE_FULLY_REFUNDED',
  'DUPLICATE_INVOICE_ID',
  'MAX_AUTHORIZATION_COUNT_EXCEEDED',
  'MAX_CAPTURE_AMOUNT_EXCEEDED',
  'MAX_CAPTURE_COUNT_EXCEEDED',
  'MAX_NUMBER_OF_REFUNDS_EXCEEDED',
  'ORDER_ALREADY_AUTHORIZED',
  'ORDER_ALREADY_CAPTURED',
  'ORDER_ALREADY_COMPLETED',
  'ORDER_COMPLETED_OR_VOIDED',
  'ORDER_COMPLETION_IN_PROGRESS',
  'REFUND_AMOUNT_EXCEEDED',
] as const;

export const PAYPAL_OUTCOMES: OutcomeTable = [
  row('any', 400, 'INVALID_REQUEST', 'refused'),
  // The last word after a fresh token was refused too: the request was never looked at.
  row('any', 401, 'any', 'not-processed'),
  row('any', 403, 'NOT_AUTHORIZED', 'refused'),
  row('any', 403, 'PERMISSION_DENIED', 'refused'),
  row(['retrieve'], 404, 'RESOURCE_NOT_FOUND', 'approved', { kind: 'not-found' }),
  row(['retrieve'], 404, 'INVALID_RESOURCE_ID', 'approved', { kind: 'not-found' }),
  row(['confirm', 'capture', 'void', 'refund'], 404, 'RESOURCE_NOT_FOUND', 'refused', {
    kind: 'not-found',
  }),
  row(['confirm', 'capture', 'void', 'refund'], 404, 'INVALID_RESOURCE_ID', 'refused', {
    kind: 'not-found',
  }),
  row('any', 409, 'PREVIOUS_REQUEST_IN_PROGRESS', 'unknown'),
  row('any', 409, 'RESOURCE_CONFLICT', 'unknown'),
  ...[...PAYPAL_ISSUE_DECLINES.keys()].map((issue) => row(['confirm'], 422, issue, 'by-decline')),
  row(['capture'], 422, 'PAYER_ACCOUNT_LOCKED_OR_CLOSED', 'by-decline'),
  row(['capture'], 422, 'PAYER_CANNOT_PAY', 'by-decline'),
  row(['capture'], 422, 'TRANSACTION_REFUSED', 'by-decline'),
  ...DONE_BEFORE_ISSUES.map((issue) => row('any', 422, issue, 'unknown')),
  ...REFUSED_ISSUES.map((issue) => row('any', 422, issue, 'refused')),
  row(['confirm'], 422, 'ORDER_EXPIRED', 'refused'),
  row(['capture'], 422, 'AUTHORIZATION_DENIED', 'refused', { kind: 'declined' }),
  row(['capture'], 422, 'AUTHORIZATION_EXPIRED', 'refused', { kind: 'voided' }),
  row(['capture'], 422, 'AUTHORIZATION_VOIDED', 'refused', { kind: 'voided' }),
  // The issue names the state of the very authorisation: there is nothing left to prove.
  row(['void'], 422, 'PREVIOUSLY_VOIDED', 'approved', { kind: 'voided' }),
  row(['void'], 422, 'PREVIOUSLY_CAPTURED', 'unknown'),
  row(['void'], 422, 'CANNOT_BE_VOIDED', 'refused'),
  ...REFUND_REFUSED_ISSUES.map((issue) => row(['refund'], 422, issue, 'refused')),
  row('any', 429, 'any', 'not-processed'),
  row('any', 500, 'any', 'unknown'),
  row('any', 502, 'any', 'unknown'),
  // "Temporarily unable to handle the request", says its schema; "unclear responses", says its page
  // on idempotency of every 5xx. Money goes by the more careful of the two.
  row('any', 503, 'any', 'unknown'),
  row('any', 504, 'any', 'unknown'),
];
