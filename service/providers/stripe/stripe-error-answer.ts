import { objectAt, textAt } from '../json-fields.ts';
import type { JsonObject } from '../json-fields.ts';
import { findOutcome } from '../outcome-table.ts';
import { loggableCode, UNEXPECTED } from '../provider-answers.ts';
import type { Judgement } from '../provider-answers.ts';
import { intentState, readIntent } from './stripe-intent.ts';
import type { Intent } from './stripe-intent.ts';
import { isExpected, judgeDecline, judgeRefusedState } from './stripe-judgement.ts';
import type { Asked } from './stripe-judgement.ts';
import { STRIPE_OUTCOMES } from './stripe-outcomes.ts';

export type AskedOrRefund = Asked | { readonly operation: 'refund' };

/** The intent that an error is about, where Stripe sends it along. */
export const attachedIntent = (body: JsonObject): Intent | null =>
  readIntent(objectAt(objectAt(body, 'error'), 'payment_intent'));

/** Judges every answer but a 200. One without Stripe's `error` object was not made by Stripe. */
export function judgeErrorAnswer(
  status: number,
  body: JsonObject,
  asked: AskedOrRefund,
): Judgement {
  const error = objectAt(body, 'error');
  const code = textAt(error, 'code') ?? textAt(error, 'type');
  const unlisted: Judgement = { outcome: 'unknown', code: loggableCode(code, status) };
  const row = findOutcome(STRIPE_OUTCOMES, asked.operation, status, code);
  if (error === null || row === null) return unlisted;
  const attached = attachedIntent(body);
  switch (row.outcome) {
    case 'by-object':
      return attached === null || asked.operation === 'refund'
        ? unlisted
        : judgeRefusedState(attached, asked);
    case 'by-decline':
      return judgeCardError(error, attached, status, asked) ?? unlisted;
    default: {
      const judgement: Judgement = { outcome: row.outcome, code: unlisted.code };
      return row.state === undefined ? judgement : { ...judgement, state: row.state };
    }
  }
}

/** Null when the decline contradicts itself: its own intent holds money. */
function judgeCardError(
  error: JsonObject,
  attached: Intent | null,
  status: number,
  asked: AskedOrRefund,
): Judgement | null {
  if (attached !== null) {
    const { kind } = intentState(attached, 0);
    if (kind === 'authorised' || kind === 'captured') return null;
    if (asked.operation !== 'refund' && !isExpected(attached, asked.expected)) return UNEXPECTED;
  }
  return judgeDecline(error, status);
}
