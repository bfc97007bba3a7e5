import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import { badParameter, jsonAnswer } from './api-errors.ts';
import { causeOf, movementOf, unexpectedState } from './confirm.ts';
import { CURRENCIES } from './currencies.ts';
import { publishEvent, type EventCause } from './events.ts';
import { expand } from './expand.ts';
import { CANCEL_PARAMETERS, CAPTURE_PARAMETERS } from './known-parameters.ts';
import type { Intent } from './objects.ts';
import { mergeMetadata, readAmount, readChoice, refuseUnknown } from './parameters.ts';
import type { StripeState } from './state.ts';
import { wireIntent } from './wire.ts';

const CANCELLATION_REASONS = [
  'abandoned',
  'duplicate',
  'fraudulent',
  'requested_by_customer',
] as const;

/** Takes held funds. What is not captured is released: one capture an authorisation. */
export function captureIntent(state: StripeState, call: Call): Answer {
  const { form, params } = call.request;
  const intent = state.intent(params['id'] ?? '');
  call.report.object = intent.id;
  refuseUnknown(form, CAPTURE_PARAMETERS);
  const charge = state.charges.get(intent.latestCharge ?? '');
  if (intent.status !== 'requires_capture' || charge === undefined) {
    throw unexpectedState(
      intent,
      intent.status === 'succeeded'
        ? 'This PaymentIntent could not be captured because it has already been captured.'
        : `This PaymentIntent could not be captured because it has a status of ${intent.status}. ` +
            'Only a PaymentIntent with one of the following statuses may be captured: ' +
            'requires_capture.',
    );
  }
  if (form['final_capture'] === 'false') {
    throw badParameter('final_capture', 'Multicapture is not enabled for this PaymentIntent.');
  }
  const amount = readAmount(form, 'amount_to_capture') ?? intent.amountCapturable;
  checkCaptured(intent, amount);
  intent.metadata = mergeMetadata(form, intent.metadata);

  const { ledger } = state.gateway;
  const released = intent.amountCapturable - amount;
  const money = (wireAmount: number) => movementOf(intent, charge.id, wireAmount, call.exchange);
  ledger.record({ ...money(amount), movement: 'capture' });
  if (released > 0) ledger.record({ ...money(released), movement: 'void' });
  charge.isCaptured = true;
  charge.amountCaptured = amount;
  intent.amountCapturable = 0;
  intent.amountReceived = amount;
  intent.status = 'succeeded';
  publishEvent(state, 'payment_intent.succeeded', intent, wireIntent(intent), causeOf(call));
  return jsonAnswer(200, expand(state, form, wireIntent(intent)));
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
  const step = CURRENCIES.get(intent.currency)?.step ?? 1;
  if (amount % step === 0) return;
  throw badParameter(
    'amount_to_capture',
    `Invalid amount: amounts in ${intent.currency.toUpperCase()} must be multiples of ${step}.`,
    'parameter_invalid_integer',
  );
}

/** After this no confirm and no capture can succeed: the fence of a failover. */
export function cancelIntent(state: StripeState, call: Call): Answer {
  const { form, params } = call.request;
  const intent = state.intent(params['id'] ?? '');
  call.report.object = intent.id;
  refuseUnknown(form, CANCEL_PARAMETERS);
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
  release(state, intent, 'void', causeOf(call));
  close(state, intent, reason, causeOf(call));
  return jsonAnswer(200, expand(state, form, wireIntent(intent)));
}

/** Lets every hold lapse that is past its time. */
export function expireHolds(state: StripeState): void {
  const now = state.now();
  for (const intent of state.intents.values()) {
    if (intent.status !== 'requires_capture') continue;
    const charge = state.charges.get(intent.latestCharge ?? '');
    if (charge === undefined || charge.captureBefore === null || charge.captureBefore > now)
      continue;
    release(state, intent, 'expire', null);
    close(state, intent, 'automatic', null);
  }
}

function release(
  state: StripeState,
  intent: Intent,
  movement: 'void' | 'expire',
  cause: EventCause | null,
): void {
  const charge = state.charges.get(intent.latestCharge ?? '');
  if (intent.amountCapturable === 0 || charge === undefined) return;
  const { amountCapturable } = intent;
  const money = movementOf(intent, charge.id, amountCapturable, cause?.exchange ?? null);
  state.gateway.ledger.record({ ...money, movement });
  charge.amountRefunded = charge.amount;
  intent.amountCapturable = 0;
}

function close(
  state: StripeState,
  intent: Intent,
  reason: string | null,
  cause: EventCause | null,
): void {
  intent.status = 'canceled';
  intent.canceledAt = state.now();
  intent.cancellationReason = reason;
  publishEvent(state, 'payment_intent.canceled', intent, wireIntent(intent), cause);
}
