import type { CaptureMode, ProviderState } from '../adapter.ts';
import { objectsAt, textAt } from '../json-fields.ts';
import type { JsonObject } from '../json-fields.ts';
import { findOutcome } from '../outcome-table.ts';
import type { OutcomeRow } from '../outcome-table.ts';
import { APPROVED_CODE, loggableCode } from '../provider-answers.ts';
import type { Judgement } from '../provider-answers.ts';
import {
  kindOfProcessorDecline,
  PAYPAL_ISSUE_DECLINES,
  PAYPAL_RESPONSE_CODES,
} from './paypal-declines.ts';
import type { PaypalDecline } from './paypal-declines.ts';
import { orderState } from './paypal-order.ts';
import type { PaypalOrder, PaypalPayment } from './paypal-order.ts';
import { PAYPAL_OUTCOMES } from './paypal-outcomes.ts';

/** Null fields were not part of the request. */
export interface ExpectedOrder {
  readonly object: string | null;
  readonly order: string;
  readonly amountMinor: number | null;
  readonly currency: string | null;
}

/**
 * Another payment's order proves nothing about ours. A minimal representation leaves reference and
 * amount out, so only what is there is compared.
 */
export function isExpected(order: PaypalOrder, expected: ExpectedOrder): boolean {
  const isSame = <T>(wanted: T | null, got: T | null): boolean =>
    wanted === null || got === null || wanted === got;
  return (
    (expected.object === null || expected.object === order.id) &&
    isSame(expected.order, order.reference) &&
    isSame(expected.amountMinor, order.amountMinor) &&
    isSame(expected.currency, order.currency)
  );
}

export function judgeCreated(order: PaypalOrder): Judgement {
  const state = orderState(order);
  return state.kind === 'unknown'
    ? { outcome: 'unknown', code: statusCode(order.status), state }
    : { outcome: 'approved', code: APPROVED_CODE, state };
}

/** Judges the order that an authorize or a capture of the order answers. */
export function judgeConfirmed(
  order: PaypalOrder,
  asked: { readonly captureMode: CaptureMode; readonly amountMinor: number },
): Judgement {
  const state = orderState(order);
  if (isConfirmed(state, asked)) return { outcome: 'approved', code: APPROVED_CODE, state };
  if (state.kind === 'declined') return { ...judgeProcessor(lastPayment(order)), state };
  if (order.status === 'PAYER_ACTION_REQUIRED' && state.kind === 'created') {
    return { outcome: 'action-required', code: order.status, state };
  }
  return { outcome: 'unknown', code: statusCode(order.status), state };
}

function isConfirmed(
  state: ProviderState,
  asked: { readonly captureMode: CaptureMode; readonly amountMinor: number },
): boolean {
  return asked.captureMode === 'automatic'
    ? state.kind === 'captured' && state.capturedMinor === asked.amountMinor
    : state.kind === 'authorised' && state.authorisedMinor === asked.amountMinor;
}

export function judgeRetrieved(order: PaypalOrder): Judgement {
  const state = orderState(order);
  const code = statusCode(order.status);
  if (code === UNLISTED_STATUS) return { outcome: 'unknown', code };
  if (state.kind !== 'declined') return { outcome: 'approved', code, state };
  const { code: declineCode, decline } = judgeProcessor(lastPayment(order));
  return { outcome: 'approved', code: declineCode, decline: decline ?? 'soft', state };
}

const UNLISTED_STATUS = 'unlisted-status';

const KNOWN_STATUSES: ReadonlySet<string> = new Set([
  'CREATED',
  'SAVED',
  'APPROVED',
  'VOIDED',
  'COMPLETED',
  'PAYER_ACTION_REQUIRED',
]);

const statusCode = (status: string): string =>
  KNOWN_STATUSES.has(status) ? status : UNLISTED_STATUS;

const lastPayment = (order: PaypalOrder): PaypalPayment | null =>
  [...order.authorisations, ...order.captures].at(-1) ?? null;

/** A payment with status DECLINED, DENIED or FAILED. */
export function judgeProcessor(payment: PaypalPayment | null): Judgement {
  const response = payment?.processorResponse ?? null;
  const responseCode = textAt(response, 'response_code');
  const isListed = responseCode !== null && PAYPAL_RESPONSE_CODES.has(responseCode);
  return declined(
    kindOfProcessorDecline(responseCode, textAt(response, 'payment_advice_code')),
    isListed ? responseCode : 'processor-declined',
  );
}

const declined = (kind: PaypalDecline, code: string): Judgement =>
  kind === 'action-required'
    ? { outcome: 'action-required', code }
    : { outcome: 'declined', code, decline: kind };

type Operation = 'create' | 'confirm' | 'capture' | 'void' | 'refund' | 'retrieve';

/** Judges every answer that is no success of its operation. */
export function judgeErrorAnswer(
  operation: Operation,
  status: number,
  body: JsonObject | null,
): Judgement {
  const [detail = null] = objectsAt(body, 'details') ?? [];
  const issue = textAt(detail, 'issue');
  const name = textAt(body, 'name') ?? textAt(body, 'error');
  const unlisted: Judgement = { outcome: 'unknown', code: loggableCode(issue ?? name, status) };
  // Without a name PayPal did not write it, whatever its status is.
  if (name === null) return { outcome: 'unknown', code: `http-${status}` };
  const find = (code: string | null): OutcomeRow | null =>
    findOutcome(PAYPAL_OUTCOMES, operation, status, code);
  const row = find(issue) ?? find(name);
  if (row === null || row.outcome === 'by-object') return unlisted;
  if (row.outcome === 'by-decline') {
    return declined(PAYPAL_ISSUE_DECLINES.get(row.code) ?? 'later', row.code);
  }
  const judgement: Judgement = { outcome: row.outcome, code: unlisted.code };
  return row.state === undefined ? judgement : { ...judgement, state: row.state };
}
