import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import { announceCharge, announceIntent } from './announce.ts';
import { badParameter } from './api-errors.ts';
import { capture, credit, release } from './charge-money.ts';
import { causeOf, type EventCause } from './event-log.ts';
import { answerIntent, findIntent, unexpectedState } from './intents.ts';
import type { Charge, Intent } from './objects.ts';
import { mergeMetadata, readAmount, readChoice, readText } from './parameters.ts';
import { checkStep } from './read-intent.ts';
import type { StripeState } from './state.ts';

const CANCELLATION_REASONS = [
  'abandoned',
  'duplicate',
  'fraudulent',
  'requested_by_customer',
] as const;

/** docs.stripe.com/payments/multicapture */
const MOST_CAPTURES = 50;

/** Takes held funds. What a final capture leaves is released. */
export function captureIntent(state: StripeState, call: Call): Answer {
  const { form, params } = call.request;
  const intent = findIntent(state, params['id'] ?? '', ['requires_capture']);
  call.report.object = intent.id;
  const charge = heldCharge(state, intent);
  const isFinal = (readText(form, 'final_capture') ?? 'true') !== 'false';
  const least = isFinal && charge.captures > 0 ? 0 : 1;
  const amount = readAmount(form, 'amount_to_capture', least) ?? intent.amountCapturable;
  if (!isFinal && !charge.allowsMulticapture) {
    throw badParameter('final_capture', 'Multicapture is not enabled for this PaymentIntent.');
  }
  if (charge.captures >= MOST_CAPTURES) {
    throw unexpectedState(
      intent,
      `This PaymentIntent was captured ${MOST_CAPTURES} times, which is the most that is possible.`,
    );
  }
  checkCaptured(intent, amount);
  intent.metadata = mergeMetadata(form, intent.metadata);
  state.indexOrder(intent);
  takeHeld(state, charge, amount, isFinal, causeOf(call));
  return answerIntent(state, call, intent);
}

/** Part of a hold, or the last of it. */
export function takeHeld(
  state: StripeState,
  charge: Charge,
  amount: number,
  isFinal: boolean,
  cause: EventCause | null,
): void {
  if (amount > 0) credit(state, charge, capture(state, charge, amount, cause));
  const isLast = isFinal || charge.amountCapturable === 0;
  if (isLast) release(state, charge, 'void', cause);
  announceCharge(state, isLast ? 'charge.captured' : 'charge.updated', charge, cause);
  followCharge(state, charge, cause);
}

/** Brings an intent in line with the charge that holds its money. */
function followCharge(state: StripeState, charge: Charge, cause: EventCause | null): void {
  const intent = charge.intent === null ? undefined : state.intents.get(charge.intent);
  if (intent === undefined) return;
  intent.amountCapturable = charge.amountCapturable;
  intent.amountReceived = charge.amountCaptured;
  if (charge.amountCapturable > 0) {
    announceIntent(state, 'payment_intent.amount_capturable_updated', intent, cause);
    return;
  }
  intent.status = 'succeeded';
  announceIntent(state, 'payment_intent.succeeded', intent, cause);
}

function heldCharge(state: StripeState, intent: Intent): Charge {
  const charge = state.charges.get(intent.latestCharge ?? '');
  if (intent.status === 'requires_capture' && charge !== undefined) return charge;
  throw unexpectedState(
    intent,
    intent.status === 'succeeded'
      ? 'This PaymentIntent could not be captured because it has already been captured.'
      : `This PaymentIntent could not be captured because it has a status of ${intent.status}. ` +
          'Only a PaymentIntent with one of the following statuses may be captured: ' +
          'requires_capture.',
  );
}

function checkCaptured(intent: Intent, amount: number): void {
  if (amount > intent.amountCapturable) {
    throw badParameter(
      'amount_to_capture',
      'The provided amount_to_capture is greater than the amount you can capture on this ' +
        `PaymentIntent (${intent.amountCapturable}).`,
      'amount_too_large',
    );
  }
  checkStep(amount, intent.currency, 'amount_to_capture');
}

/** After this no confirm and no capture can succeed: the fence of a failover. */
export function cancelIntent(state: StripeState, call: Call): Answer {
  const { form, params } = call.request;
  const intent = findIntent(state, params['id'] ?? '', [
    'requires_payment_method',
    'requires_confirmation',
    'requires_action',
    'requires_capture',
  ]);
  call.report.object = intent.id;
  const reason = readChoice(form, 'cancellation_reason', CANCELLATION_REASONS);
  if (intent.status === 'succeeded' || intent.status === 'canceled') {
    throw unexpectedState(
      intent,
      `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a ` +
        'PaymentIntent with one of the following statuses may be canceled: ' +
        'requires_payment_method, requires_capture, requires_confirmation, requires_action, ' +
        'processing.',
    );
  }
  const charge = state.charges.get(intent.latestCharge ?? '');
  const cause = causeOf(call);
  if (charge !== undefined && intent.status === 'requires_capture') {
    letGo(state, charge, 'void', reason, cause);
  } else {
    close(state, intent, reason, cause);
  }
  return answerIntent(state, call, intent);
}

/** Lets every hold lapse that is past its time. */
export function expireHolds(state: StripeState): void {
  const now = state.now();
  for (const [id, lapsesAt] of state.holds) {
    if (lapsesAt > now) continue;
    const charge = state.charges.get(id);
    if (charge === undefined) state.holds.delete(id);
    else letGo(state, charge, 'expire', 'automatic', null);
  }
}

/** What was captured in part stays captured; else the payment is over. */
function letGo(
  state: StripeState,
  charge: Charge,
  movement: 'void' | 'expire',
  reason: string | null,
  cause: EventCause | null,
): void {
  release(state, charge, movement, cause);
  if (charge.isCaptured) {
    followCharge(state, charge, cause);
    return;
  }
  const type = movement === 'expire' ? 'charge.expired' : 'charge.refunded';
  announceCharge(state, type, charge, cause);
  const intent = charge.intent === null ? undefined : state.intents.get(charge.intent);
  if (intent === undefined) return;
  intent.amountCapturable = 0;
  close(state, intent, reason, cause);
}

function close(
  state: StripeState,
  intent: Intent,
  reason: string | null,
  cause: EventCause | null,
): void {
  intent.status = 'canceled';
  intent.action = null;
  intent.canceledAt = state.now();
  intent.cancellationReason = reason;
  announceIntent(state, 'payment_intent.canceled', intent, cause);
}
