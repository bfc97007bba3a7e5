import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import { instrumentOf } from '../../kernel/issuer.ts';
import { illegalStep, jsonAnswer, missingParameter, noSuch } from './api-errors.ts';
import { namedCustomer } from './customer-records.ts';
import { CODE_OF_REASON, DECLINES, type DeclineCode } from './declines.ts';
import { causeOf, publishEvent, type EventType } from './event-log.ts';
import { expand } from './expand.ts';
import { listPage } from './lists.ts';
import type { PaymentMethod, SetupIntent } from './objects.ts';
import { mergeMetadata, readChoice, readFlag, readText } from './parameters.ts';
import { changeMethod, findMethod, readPaymentMethod } from './payment-methods.ts';
import { readMethodTypes } from './read-intent.ts';
import type { StripeState } from './state.ts';
import { wireSetupIntent } from './wire-intents.ts';
import { wireCardError } from './wire-methods.ts';

// Saves a card for payments without the customer: no money moves, but the issuer is asked.

const OPEN = ['requires_payment_method', 'requires_confirmation', 'requires_action'] as const;

export function createSetup(state: StripeState, call: Call): Answer {
  const { form } = call.request;
  const customer = readText(form, 'customer');
  if (customer !== null) namedCustomer(state, customer);
  const { hasAutomaticMethods } = readMethodTypes(state, form);
  const usage = readChoice(form, 'usage', ['off_session', 'on_session'] as const) ?? 'off_session';
  const given = {
    usage,
    hasAutomaticMethods,
    customer,
    description: readText(form, 'description'),
    metadata: mergeMetadata(form, {}),
  };
  const isConfirmed = readFlag(form, 'confirm');
  const method = readPaymentMethod(state, form);
  if (isConfirmed && method === null) throw missingParameter('payment_method');
  const setup = addSetup(state, {
    ...given,
    paymentMethod: method?.id ?? null,
    status: method === null ? 'requires_payment_method' : 'requires_confirmation',
  });
  announce(state, call, 'setup_intent.created', setup);
  return isConfirmed ? confirm(state, call, setup, method) : answer(state, call, setup);
}

export function retrieveSetup(state: StripeState, call: Call): Answer {
  return answer(state, call, findSetup(state, call));
}

export function updateSetup(state: StripeState, call: Call): Answer {
  const { form } = call.request;
  const setup = findSetup(state, call, OPEN);
  mustBeOpen(setup, 'update');
  const method = readPaymentMethod(state, form);
  const customer = readText(form, 'customer');
  if (customer !== null) namedCustomer(state, customer);
  setup.metadata = mergeMetadata(form, setup.metadata);
  setup.customer = customer ?? setup.customer;
  if (form['description'] !== undefined) setup.description = readText(form, 'description');
  if (method !== null) {
    setup.paymentMethod = method.id;
    setup.status = 'requires_confirmation';
  }
  return answer(state, call, setup);
}

export function confirmSetup(state: StripeState, call: Call): Answer {
  const setup = findSetup(state, call, OPEN);
  mustBeOpen(setup, 'confirm');
  return confirm(state, call, setup, readPaymentMethod(state, call.request.form));
}

export function cancelSetup(state: StripeState, call: Call): Answer {
  const reasons = ['abandoned', 'duplicate', 'requested_by_customer'] as const;
  const setup = findSetup(state, call, OPEN);
  mustBeOpen(setup, 'cancel');
  setup.cancellationReason = readChoice(call.request.form, 'cancellation_reason', reasons);
  setup.status = 'canceled';
  setup.action = null;
  announce(state, call, 'setup_intent.canceled', setup);
  return answer(state, call, setup);
}

export function listSetups(state: StripeState, call: Call): Answer {
  const { query } = call.request;
  const customer = readText(query, 'customer');
  const method = readText(query, 'payment_method');
  const list = listPage(state, query, {
    url: '/v1/setup_intents',
    what: 'setup_intent',
    items: state.setupIntents.values(),
    isWanted: (setup) =>
      (customer === null || setup.customer === customer) &&
      (method === null || setup.paymentMethod === method),
    render: wireSetupIntent,
    standIn: () => addSetup(state, {}),
  });
  return jsonAnswer(200, expand(state, query, list));
}

/** The customer pressed one of the issuer's buttons. */
export function authenticateSetup(
  state: StripeState,
  call: Call,
  setup: SetupIntent,
  isDone: boolean,
): void {
  if (setup.status !== 'requires_action') {
    throw unexpectedState(setup, `This SetupIntent waits for no authentication: ${setup.status}.`);
  }
  setup.action = null;
  if (isDone) {
    finish(state, call, setup, findMethod(state, setup.paymentMethod ?? ''));
    return;
  }
  const code = 'setup_intent_authentication_failure';
  setup.lastError = {
    code,
    doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`,
    message:
      'The latest attempt to set up the payment method has failed because authentication failed.',
    type: 'invalid_request_error',
  };
  setup.paymentMethod = null;
  setup.status = 'requires_payment_method';
  announce(state, call, 'setup_intent.setup_failed', setup);
}

function confirm(
  state: StripeState,
  call: Call,
  setup: SetupIntent,
  given: PaymentMethod | null,
): Answer {
  const method =
    given ?? (setup.paymentMethod === null ? null : findMethod(state, setup.paymentMethod));
  if (method === null) {
    throw unexpectedState(
      setup,
      "You cannot confirm this SetupIntent: it's missing a payment method.",
    );
  }
  call.report.instrument = instrumentOf(method.card.number);
  setup.paymentMethod = method.id;
  setup.latestAttempt = state.gateway.ids.next('setatt_1', 23);
  const { outcome, canAttach, threeDSecure } = method.card;
  const fault = call.overrides.decline;
  if (fault !== undefined) return refuse(state, call, setup, method, CODE_OF_REASON[fault.reason]);
  if (outcome !== 'approve' && !canAttach) return refuse(state, call, setup, method, outcome);
  if (threeDSecure === 'required' || threeDSecure === 'unless-set-up') {
    const returnUrl = readText(call.request.form, 'return_url');
    setup.status = 'requires_action';
    setup.action = { url: state.authenticationUrl(setup.id), returnUrl };
    announce(state, call, 'setup_intent.requires_action', setup);
    return answer(state, call, setup);
  }
  finish(state, call, setup, method);
  return answer(state, call, setup);
}

function finish(state: StripeState, call: Call, setup: SetupIntent, method: PaymentMethod): void {
  setup.status = 'succeeded';
  setup.lastError = null;
  changeMethod(state, method, {
    isSetUp: setup.usage === 'off_session',
    ...(setup.customer === null ? {} : { customer: setup.customer }),
  });
  announce(state, call, 'setup_intent.succeeded', setup);
}

function refuse(
  state: StripeState,
  call: Call,
  setup: SetupIntent,
  method: PaymentMethod,
  code: DeclineCode,
): Answer {
  const decline = DECLINES[code];
  const kind = call.overrides.decline?.kind ?? decline.kind;
  call.report.decline = { kind, code: decline.declineCode };
  setup.lastError = wireCardError(decline, method, null);
  setup.paymentMethod = null;
  setup.status = 'requires_payment_method';
  announce(state, call, 'setup_intent.setup_failed', setup);
  const error = { ...setup.lastError, setup_intent: wireSetupIntent(setup) };
  return jsonAnswer(402, { error });
}

function addSetup(state: StripeState, given: Partial<SetupIntent>): SetupIntent {
  const { ids } = state.gateway;
  const id = given.id ?? ids.next('seti_1', 23);
  const setup: SetupIntent = {
    id,
    clientSecret: ids.next(`${id}_secret_`, 31),
    created: state.now(),
    usage: 'off_session',
    hasAutomaticMethods: true,
    status: 'requires_payment_method',
    customer: null,
    paymentMethod: null,
    latestAttempt: null,
    lastError: null,
    action: null,
    cancellationReason: null,
    description: null,
    metadata: {},
    ...given,
  };
  state.setupIntents.set(id, setup);
  return setup;
}

function findSetup(
  state: StripeState,
  call: Call,
  fits?: readonly SetupIntent['status'][],
): SetupIntent {
  const id = call.request.params['id'] ?? '';
  const known = state.setupIntents.get(id);
  const { isLenient } = state.gateway.behaviour;
  if (known === undefined && !isLenient) throw noSuch('setupintent', id, 'intent');
  const isFit =
    known !== undefined && (!state.standIns.has(id) || fits?.includes(known.status) !== false);
  const setup = isFit
    ? known
    : addSetup(state, {
        id,
        status: 'requires_confirmation',
        paymentMethod: findMethod(state, 'pm_card_visa').id,
      });
  if (!isFit) state.standIns.set(id, true);
  call.report.object = setup.id;
  return setup;
}

function mustBeOpen(setup: SetupIntent, verb: string): void {
  if (OPEN.some((status) => status === setup.status)) return;
  throw unexpectedState(
    setup,
    `You cannot ${verb} this SetupIntent because it has a status of ${setup.status}.`,
  );
}

function unexpectedState(setup: SetupIntent, message: string) {
  const code = 'setup_intent_unexpected_state';
  return illegalStep({ code, message, setup_intent: wireSetupIntent(setup) });
}

function answer(state: StripeState, call: Call, setup: SetupIntent): Answer {
  const { method, query, form } = call.request;
  return jsonAnswer(200, expand(state, method === 'GET' ? query : form, wireSetupIntent(setup)));
}

function announce(state: StripeState, call: Call, type: EventType, setup: SetupIntent): void {
  publishEvent(state, {
    type,
    snapshot: { kind: 'setup_intent', record: { ...setup } },
    cause: causeOf(call),
    order: null,
    object: setup.id,
  });
}
