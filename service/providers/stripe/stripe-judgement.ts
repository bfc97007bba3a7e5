import { assertNever } from '../../../harness/core/assert-never.ts';
import type { CaptureMode, ProviderState } from '../adapter.ts';
import { textAt } from '../json-fields.ts';
import type { JsonObject } from '../json-fields.ts';
import { APPROVED_CODE, loggableCode, UNEXPECTED } from '../provider-answers.ts';
import type { Judgement } from '../provider-answers.ts';
import { kindOfDecline } from './stripe-declines.ts';
import { intentState } from './stripe-intent.ts';
import type { Intent } from './stripe-intent.ts';

// What a PaymentIntent says about the operation that was asked of it. The intent comes as the
// answer itself, or attached to a refusal (`payment_intent_unexpected_state`), where a status that
// was already reached means that the same thing was done before.

/** What was asked, as far as an answer can be compared with it. */
export type Asked =
  | {
      readonly operation: 'create' | 'capture' | 'void' | 'retrieve';
      readonly expected: ExpectedIntent;
    }
  | {
      readonly operation: 'confirm';
      readonly expected: ExpectedIntent;
      readonly captureMode: CaptureMode;
    };

/** Null fields were not part of the request. */
export interface ExpectedIntent {
  readonly object: string | null;
  readonly order: string;
  readonly amountMinor: number | null;
  readonly currency: string | null;
}

/** Another payment's intent proves nothing about ours. */
export function isExpected(intent: Intent, expected: ExpectedIntent): boolean {
  return (
    (expected.object === null || expected.object === intent.id) &&
    expected.order === intent.order &&
    (expected.amountMinor === null || expected.amountMinor === intent.amountMinor) &&
    (expected.currency === null || expected.currency.toUpperCase() === intent.currency)
  );
}

/** Judges a 200 with the expected intent. */
export function judgeIntent(intent: Intent, asked: Asked): Judgement {
  if (asked.operation === 'retrieve') return judgeRetrieved(intent);
  // This very step reached the status, so nobody can have refunded anything yet.
  const state = intentState(intent, 0);
  if (isReached(state, asked)) return { outcome: 'approved', code: APPROVED_CODE, state };
  if (asked.operation === 'confirm') {
    if (intent.status === 'requires_action') {
      return { outcome: 'action-required', code: 'requires_action', state };
    }
    if (intent.lastError !== null && state.kind === 'declined') {
      return judgeDecline(intent.lastError, 200);
    }
  }
  return { outcome: 'unknown', code: statusCode(intent), state };
}

/** Judges the intent that a refusal for its state carries. */
export function judgeRefusedState(intent: Intent, asked: Asked): Judgement {
  if (!isExpected(intent, asked.expected)) return UNEXPECTED;
  const state = intentState(intent, 0);
  if (isReached(state, asked)) return { outcome: 'approved', code: statusCode(intent), state };
  if (isShutAgainst(state, asked)) return { outcome: 'refused', code: statusCode(intent), state };
  return { outcome: 'unknown', code: statusCode(intent), state };
}

/** True when the intent is where the operation was to bring it, with all of the amount. */
function isReached(state: ProviderState, asked: Asked): boolean {
  const { amountMinor } = asked.expected;
  switch (asked.operation) {
    case 'create':
      return state.kind !== 'unknown';
    case 'confirm':
      return asked.captureMode === 'automatic'
        ? state.kind === 'captured' && state.capturedMinor === amountMinor
        : state.kind === 'authorised' && state.authorisedMinor === amountMinor;
    case 'capture':
      return state.kind === 'captured' && state.capturedMinor === amountMinor;
    case 'void':
      return state.kind === 'voided';
    case 'retrieve':
      return true;
    default:
      return assertNever(asked);
  }
}

/** True when the intent is where this operation can't do anything any more, or not yet. */
function isShutAgainst(state: ProviderState, asked: Asked): boolean {
  switch (asked.operation) {
    case 'confirm':
      return state.kind === 'voided';
    case 'capture':
      return state.kind === 'voided' || state.kind === 'created' || state.kind === 'declined';
    case 'void':
      return state.kind === 'captured' || state.kind === 'refunded';
    case 'create':
    case 'retrieve':
      return false;
    default:
      return assertNever(asked);
  }
}

const KNOWN_STATUSES: ReadonlySet<string> = new Set([
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
  'processing',
  'requires_capture',
  'canceled',
  'succeeded',
]);

const statusCode = (intent: Intent): string =>
  KNOWN_STATUSES.has(intent.status) ? intent.status : 'unlisted-status';

/** A retrieve needs the charge to tell captured from refunded, so it guesses nothing. */
function judgeRetrieved(intent: Intent): Judgement {
  if (!KNOWN_STATUSES.has(intent.status)) return { outcome: 'unknown', code: 'unlisted-status' };
  const state = intentState(intent, null);
  if (state.kind !== 'declined' || intent.lastError === null) {
    return { outcome: 'approved', code: statusCode(intent), state };
  }
  const { code, decline } = judgeDecline(intent.lastError, 200);
  return { outcome: 'approved', code, decline: decline ?? 'soft', state };
}

/** A card error, from an error answer or from an intent's `last_payment_error`. */
export function judgeDecline(error: JsonObject, status: number): Judgement {
  const code = textAt(error, 'code');
  const declineCode = code === 'card_declined' ? textAt(error, 'decline_code') : code;
  const kind = kindOfDecline(declineCode, textAt(error, 'advice_code'));
  const logged = loggableCode(declineCode ?? code, status);
  return kind === 'action-required'
    ? { outcome: 'action-required', code: logged }
    : { outcome: 'declined', code: logged, decline: kind };
}
