import type { RefundRequest } from '../adapter.ts';
import { integerAt, objectAt, textAt } from '../json-fields.ts';
import type { JsonObject } from '../json-fields.ts';
import { APPROVED_CODE, UNEXPECTED } from '../provider-answers.ts';
import type { Judgement } from '../provider-answers.ts';
import { fromWire } from '../wire-amounts.ts';
import { STRIPE_CURRENCIES } from './stripe-currencies.ts';
import { takenState } from './stripe-intent.ts';

/** Judges a 200 with a Refund. */
export function judgeRefund(body: JsonObject, request: RefundRequest): Judgement {
  const minor = (holder: JsonObject | null, key: string): number | null => {
    const units = integerAt(holder, key);
    return units === null ? null : fromWire(STRIPE_CURRENCIES, request.currency, units);
  };
  const isOurs =
    textAt(body, 'object') === 'refund' &&
    textAt(body, 'payment_intent') === request.object &&
    textAt(body, 'currency')?.toUpperCase() === request.currency &&
    minor(body, 'amount') === request.amountMinor;
  if (!isOurs) return UNEXPECTED;
  switch (textAt(body, 'status')) {
    case 'succeeded': {
      const charge = objectAt(body, 'charge');
      const state = takenState(minor(charge, 'amount_captured'), minor(charge, 'amount_refunded'));
      return { outcome: 'approved', code: APPROVED_CODE, state };
    }
    case 'failed':
    case 'canceled':
      return { outcome: 'refused', code: 'refund-failed' };
    case 'pending':
    case 'requires_action':
      return { outcome: 'unknown', code: 'refund-pending' };
    default:
      return UNEXPECTED;
  }
}
