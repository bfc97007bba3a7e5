import { assertNever } from '../../../harness/core/assert-never.ts';
import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import { instrumentOf } from '../../kernel/issuer.ts';
import { announceCharge, announceIntent } from './announce.ts';
import { jsonAnswer } from './api-errors.ts';
import { capture, credit, creditLater, hold } from './charge-money.ts';
import { CODE_OF_REASON, DECLINES, type DeclineCode } from './declines.ts';
import { causeOf, type EventCause } from './event-log.ts';
import { answerIntent, findIntent, unexpectedState } from './intents.ts';
import { addCharge } from './new-charge.ts';
import { CAPTURE_METHODS, type Intent, type PaymentMethod } from './objects.ts';
import { readChoice, readShipping, readText } from './parameters.ts';
import { changeMethod, findMethod, mustBeUsable, readPaymentMethod } from './payment-methods.ts';
import { readCardOptions } from './read-intent.ts';
import type { StripeState } from './state.ts';
import { readPresence, wantsAuthentication } from './three-d-secure.ts';
import { wireIntent } from './wire-intents.ts';
import { wireCardError } from './wire-methods.ts';

export function confirmIntent(state: StripeState, call: Call): Answer {
  const { form, params } = call.request;
  const intent = findIntent(state, params['id'] ?? '', [
    'requires_confirmation',
    'requires_payment_method',
  ]);
  call.report.object = intent.id;
  mustBeConfirmable(intent);
  const captureMethod = readChoice(form, 'capture_method', CAPTURE_METHODS);
  const options = readCardOptions(form, intent.cardOptions);
  const usage = readChoice(form, 'setup_future_usage', ['off_session', 'on_session'] as const);
  const shipping = readShipping(form, true);
  const method = readPaymentMethod(state, form);
  if (captureMethod !== null) intent.captureMethod = captureMethod;
  intent.cardOptions = options;
  intent.setupFutureUsage = usage ?? intent.setupFutureUsage;
  intent.shipping = shipping ?? intent.shipping;
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
  const method =
    given ?? (intent.paymentMethod === null ? null : findMethod(state, intent.paymentMethod));
  if (method === null) {
    throw unexpectedState(
      intent,
      "You cannot confirm this PaymentIntent because it's missing a payment method. Update the " +
        'PaymentIntent with a payment method and then confirm it again.',
    );
  }
  mustBeUsable(state, method, intent.customer);
  // An authentication is good for the card that it was made with.
  const isAuthenticated = intent.isAuthenticated && intent.paymentMethod === method.id;
  intent.isAuthenticated = false;
  intent.paymentMethod = method.id;
  intent.lastError = null;
  call.report.instrument = instrumentOf(method.card.number);

  const presence = readPresence(call.request.form);
  const early = declineBeforeThreeDSecure(call, method);
  if (early !== null) return refuse(state, call, intent, method, early);
  if (!isAuthenticated && wantsAuthentication(intent, method, presence)) {
    if (presence.isOffSession) {
      return refuse(state, call, intent, method, 'authentication_required');
    }
    if (presence.failsOnAction) {
      return refuse(state, call, intent, method, 'authentication_not_handled');
    }
    return askCustomer(state, call, intent);
  }
  return present(state, call, intent, method, isAuthenticated);
}

/** After the customer authenticated, or where no issuer wanted that. */
export function present(
  state: StripeState,
  call: Call,
  intent: Intent,
  method: PaymentMethod,
  isThreeDSecure: boolean,
): Answer {
  const { outcome } = method.card;
  if (outcome !== 'approve') return refuse(state, call, intent, method, outcome, isThreeDSecure);
  const cause = causeOf(call);
  const isHeld = intent.captureMethod === 'manual';
  const kept = keepForLater(state, intent, method);
  const charge = addCharge(state, intent, {
    intent,
    method: kept,
    failure: null,
    isHeld,
    isThreeDSecure,
  });
  hold(state, charge, intent.amount, cause);
  intent.action = null;
  if (isHeld) {
    intent.status = 'requires_capture';
    intent.amountCapturable = intent.amount;
    announceCharge(state, 'charge.succeeded', charge, cause);
    announceIntent(state, 'payment_intent.amount_capturable_updated', intent, cause);
    return answerIntent(state, call, intent);
  }
  const entry = capture(state, charge, intent.amount, cause);
  intent.status = 'succeeded';
  intent.amountReceived = intent.amount;
  const isAsync = intent.captureMethod === 'automatic_async';
  if (!isAsync) credit(state, charge, entry);
  announceCharge(state, 'charge.succeeded', charge, cause);
  announceIntent(state, 'payment_intent.succeeded', intent, cause);
  const answer = answerIntent(state, call, intent);
  if (isAsync) creditLater(state, charge, entry, cause);
  return answer;
}

function declineBeforeThreeDSecure(call: Call, { card }: PaymentMethod): DeclineCode | null {
  const { decline } = call.overrides;
  if (decline !== undefined) return CODE_OF_REASON[decline.reason];
  return card.outcome === 'fraudulent' ? card.outcome : null;
}

function askCustomer(state: StripeState, call: Call, intent: Intent): Answer {
  const returnUrl = readText(call.request.form, 'return_url');
  intent.status = 'requires_action';
  intent.action = { url: state.authenticationUrl(intent.id), returnUrl };
  announceIntent(state, 'payment_intent.requires_action', intent, causeOf(call));
  return answerIntent(state, call, intent);
}

function refuse(
  state: StripeState,
  call: Call,
  intent: Intent,
  method: PaymentMethod,
  code: DeclineCode,
  isThreeDSecure = false,
): Answer {
  const decline = DECLINES[code];
  const cause = causeOf(call);
  const kind = call.overrides.decline?.kind ?? decline.kind;
  call.report.decline = { kind, code: decline.declineCode };
  const charge = addCharge(state, intent, {
    intent,
    method,
    failure: decline,
    isHeld: false,
    isThreeDSecure,
  });
  giveUp(intent, wireCardError(decline, method, charge.id));
  announceCharge(state, 'charge.failed', charge, cause);
  announceIntent(state, 'payment_intent.payment_failed', intent, cause);
  const error = { ...intent.lastError, payment_intent: wireIntent(intent) };
  return jsonAnswer(402, { error });
}

/** The payment needs another method. */
function giveUp(intent: Intent, error: Intent['lastError']): void {
  intent.lastError = error;
  intent.action = null;
  intent.paymentMethod = null;
  intent.status = 'requires_payment_method';
}

export function failAuthentication(
  state: StripeState,
  intent: Intent,
  cause: EventCause | null,
): void {
  const code = 'payment_intent_authentication_failure';
  giveUp(intent, {
    code,
    doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`,
    message:
      'The provided PaymentMethod has failed authentication. You can provide payment_method_data ' +
      'or a new PaymentMethod to attempt to fulfill this PaymentIntent again.',
    type: 'invalid_request_error',
  });
  announceIntent(state, 'payment_intent.payment_failed', intent, cause);
}

/** A method without a customer is good for one payment; with one it may be kept for more. */
function keepForLater(state: StripeState, intent: Intent, method: PaymentMethod): PaymentMethod {
  const { customer, setupFutureUsage } = intent;
  if (method.customer === null) {
    return customer !== null && setupFutureUsage !== null
      ? changeMethod(state, method, { customer, isSetUp: setupFutureUsage === 'off_session' })
      : changeMethod(state, method, { isSpent: true });
  }
  return setupFutureUsage === 'off_session' && !method.isSetUp
    ? changeMethod(state, method, { isSetUp: true })
    : method;
}

function mustBeConfirmable(intent: Intent): void {
  switch (intent.status) {
    case 'requires_payment_method':
    case 'requires_confirmation':
    case 'requires_action':
      return;
    case 'succeeded':
      throw unexpectedState(
        intent,
        'You cannot confirm this PaymentIntent because it has already succeeded after being ' +
          'previously confirmed.',
      );
    case 'canceled':
    case 'requires_capture':
      throw unexpectedState(
        intent,
        `You cannot confirm this PaymentIntent because it has a status of ${intent.status}. Only a ` +
          'PaymentIntent with one of the following statuses may be confirmed: ' +
          'requires_confirmation, requires_action.',
      );
    default:
      assertNever(intent.status);
  }
}
