import { askIssuer, instrumentOf } from '../../kernel/issuer.ts';
import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import { illegalStep, jsonAnswer } from './api-errors.ts';
import { DECLINES } from './cards.ts';
import { minorOf } from './currencies.ts';
import { publishEvent } from './events.ts';
import { expand } from './expand.ts';
import { idempotencyKeyOf } from './idempotency.ts';
import { CONFIRM_PARAMETERS } from './known-parameters.ts';
import type { CardDecline, Charge, Intent, PaymentMethod } from './objects.ts';
import { CAPTURE_METHODS } from './objects.ts';
import { readChoice, readText, refuseUnknown } from './parameters.ts';
import { readPaymentMethod } from './payment-methods.ts';
import { orderOf, type StripeState } from './state.ts';
import { wireCardError, wireIntent } from './wire.ts';

/** How long a card's hold lasts (docs.stripe.com/payments/place-a-hold-on-a-payment-method). */
const HOLD_SECONDS = 7 * 24 * 60 * 60;

export function confirmIntent(state: StripeState, call: Call): Answer {
  const { form, params } = call.request;
  const intent = state.intent(params['id'] ?? '');
  call.report.object = intent.id;
  refuseUnknown(form, CONFIRM_PARAMETERS);
  mustBeConfirmable(intent);
  const captureMethod = readChoice(form, 'capture_method', CAPTURE_METHODS);
  const method = readPaymentMethod(state, form);
  if (captureMethod !== null) intent.captureMethod = captureMethod;
  intent.receiptEmail = readText(form, 'receipt_email') ?? intent.receiptEmail;
  return confirm(state, call, intent, method);
}

/** Presents the card to its issuer: the step at which money may move. */
export function confirm(
  state: StripeState,
  call: Call,
  intent: Intent,
  given: PaymentMethod | null,
): Answer {
  const method = given ?? state.paymentMethods.get(intent.paymentMethod ?? '') ?? null;
  if (method === null) {
    throw unexpectedState(
      intent,
      "You cannot confirm this PaymentIntent because it's missing a payment method. Update the " +
        'PaymentIntent with a payment method and then confirm it again.',
    );
  }
  call.report.instrument = instrumentOf(method.card.number);
  const verdict = askIssuer(method.card.number, call.overrides) ?? method.card.issuerAnswer;
  if (verdict.kind === 'decline') {
    const decline = DECLINES[verdict.reason];
    call.report.decline = { kind: verdict.decline, code: decline.declineCode };
    return declined(state, call, intent, method, decline);
  }
  authorise(state, call, intent, method);
  return jsonAnswer(200, expand(state, call.request.form, wireIntent(intent)));
}

function authorise(state: StripeState, call: Call, intent: Intent, method: PaymentMethod): void {
  const isManual = intent.captureMethod === 'manual';
  const charge = addCharge(state, intent, method, {
    failure: null,
    captureBefore: isManual ? state.now() + HOLD_SECONDS : null,
  });
  const money = movementOf(intent, charge.id, intent.amount, call.exchange);
  state.gateway.ledger.record({ ...money, movement: 'authorise' });
  intent.paymentMethod = method.id;
  intent.lastError = null;
  if (isManual) {
    intent.status = 'requires_capture';
    intent.amountCapturable = intent.amount;
  } else {
    state.gateway.ledger.record({ ...money, movement: 'capture' });
    charge.isCaptured = true;
    charge.amountCaptured = intent.amount;
    intent.status = 'succeeded';
    intent.amountReceived = intent.amount;
  }
  const type = isManual ? 'payment_intent.amount_capturable_updated' : 'payment_intent.succeeded';
  publishEvent(state, type, intent, wireIntent(intent), causeOf(call));
}

function declined(
  state: StripeState,
  call: Call,
  intent: Intent,
  method: PaymentMethod,
  decline: CardDecline,
): Answer {
  const charge = addCharge(state, intent, method, { failure: decline, captureBefore: null });
  intent.lastError = { decline, charge: charge.id, paymentMethod: method };
  intent.paymentMethod = null;
  intent.status = 'requires_payment_method';
  const wire = wireIntent(intent);
  publishEvent(state, 'payment_intent.payment_failed', intent, wire, causeOf(call));
  return jsonAnswer(402, { error: { ...wireCardError(intent.lastError), payment_intent: wire } });
}

function addCharge(
  state: StripeState,
  intent: Intent,
  paymentMethod: PaymentMethod,
  outcome: Pick<Charge, 'failure' | 'captureBefore'>,
): Charge {
  const charge: Charge = {
    ...outcome,
    id: state.gateway.ids.next('ch_3', 23),
    intent: intent.id,
    created: state.now(),
    amount: intent.amount,
    currency: intent.currency,
    paymentMethod,
    description: intent.description,
    metadata: intent.metadata,
    isCaptured: false,
    amountCaptured: 0,
    amountRefunded: 0,
  };
  state.charges.set(charge.id, charge);
  intent.latestCharge = charge.id;
  return charge;
}

/** A movement of an intent's money, still without its kind. */
export function movementOf(
  intent: Intent,
  authorisation: string,
  wireAmount: number,
  exchange: string | null,
) {
  return {
    order: orderOf(intent),
    object: intent.id,
    authorisation,
    amountMinor: minorOf(wireAmount, intent.currency),
    currency: intent.currency.toUpperCase(),
    exchange,
  };
}

export const causeOf = (call: Call) => ({
  exchange: call.exchange,
  key: idempotencyKeyOf(call.request),
});

function mustBeConfirmable(intent: Intent): void {
  switch (intent.status) {
    case 'requires_payment_method':
    case 'requires_confirmation':
      return;
    case 'succeeded':
      throw unexpectedState(
        intent,
        'You cannot confirm this PaymentIntent because it has already succeeded after being ' +
          'previously confirmed.',
      );
    default:
      throw unexpectedState(
        intent,
        `You cannot confirm this PaymentIntent because it has a status of ${intent.status}. Only a ` +
          'PaymentIntent with one of the following statuses may be confirmed: ' +
          'requires_confirmation, requires_action.',
      );
  }
}

export function unexpectedState(intent: Intent, message: string) {
  const code = 'payment_intent_unexpected_state';
  return illegalStep({ code, message, payment_intent: wireIntent(intent) });
}
