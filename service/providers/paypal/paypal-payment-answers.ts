import { objectAt, textAt } from '../json-fields.ts';
import type { JsonObject } from '../json-fields.ts';
import { APPROVED_CODE, UNEXPECTED } from '../provider-answers.ts';
import type { Judgement } from '../provider-answers.ts';
import { readPayment } from './paypal-order.ts';
import { judgeProcessor } from './paypal-judgement.ts';

// Successful answers of Payments v2: a capture, an authorisation that was voided, a refund. A
// replayed request answers the latest status, not the one of its time.

/** What was asked for; `object` is the order, which the answer names if it was told. */
export interface AskedPayment {
  readonly object: string;
  readonly amountMinor: number;
  readonly currency: string;
}

export function judgeCapture(body: JsonObject, asked: AskedPayment): Judgement {
  const capture = readPayment(body);
  if (capture === null || !belongsTo(body, asked.object) || !isAmount(capture, asked)) {
    return UNEXPECTED;
  }
  const { amountMinor } = capture;
  const amounts = { capturedMinor: amountMinor, refundedMinor: 0 };
  switch (capture.status) {
    case 'COMPLETED':
      return approved({ kind: 'captured', ...amounts });
    case 'REFUNDED':
      return approved({ kind: 'refunded', ...amounts, refundedMinor: amountMinor });
    case 'DECLINED':
    case 'FAILED':
      // What is left of the hold must be read from the order.
      return { ...judgeProcessor(capture), state: { kind: 'unknown' } };
    case 'PENDING':
      return { outcome: 'unknown', code: 'capture-pending' };
    default:
      return { outcome: 'unknown', code: 'unlisted-status' };
  }
}

export function judgeVoided(body: JsonObject, object: string, authorisation: string): Judgement {
  const isOurs = textAt(body, 'id') === authorisation && belongsTo(body, object);
  return isOurs && textAt(body, 'status') === 'VOIDED' ? VOIDED : UNEXPECTED;
}

/** Also what a 204 says: the acknowledgement that a minimal representation is left with. */
export const VOIDED: Judgement = {
  outcome: 'approved',
  code: APPROVED_CODE,
  state: { kind: 'voided' },
};

/** A refund tells its own amount and nothing of what was captured. */
export function judgeRefund(body: JsonObject, asked: AskedPayment): Judgement {
  const refund = readPayment(body);
  if (refund === null || !belongsTo(body, asked.object) || !isAmount(refund, asked)) {
    return UNEXPECTED;
  }
  switch (refund.status) {
    case 'COMPLETED':
      return approved({ kind: 'unknown' });
    case 'FAILED':
    case 'CANCELLED':
      return { outcome: 'refused', code: 'refund-failed' };
    case 'PENDING':
      return { outcome: 'unknown', code: 'refund-pending' };
    default:
      return { outcome: 'unknown', code: 'unlisted-status' };
  }
}

const approved = (state: NonNullable<Judgement['state']>): Judgement => ({
  outcome: 'approved',
  code: APPROVED_CODE,
  state,
});

const isAmount = (
  got: { readonly amountMinor: number; readonly currency: string },
  asked: AskedPayment,
): boolean => got.amountMinor === asked.amountMinor && got.currency === asked.currency;

function belongsTo(body: JsonObject, object: string): boolean {
  const related = objectAt(objectAt(body, 'supplementary_data'), 'related_ids');
  const order = textAt(related, 'order_id');
  return order === null || order === object;
}
