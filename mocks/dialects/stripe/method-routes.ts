import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { announceMethod } from './announce.ts';
import { badParameter, errorAnswer, jsonAnswer } from './api-errors.ts';
import { DECLINES } from './declines.ts';
import { causeOf } from './event-log.ts';
import { expand } from './expand.ts';
import { findCustomer, namedCustomer } from './customer-records.ts';
import { listPage } from './lists.ts';
import type { PaymentMethod } from './objects.ts';
import { mergeMetadata, readChoice, readText, readTree, requireText } from './parameters.ts';
import {
  addVisa,
  changeMethod,
  findMethod,
  methodFromData,
  readBilling,
  REDISPLAY,
} from './payment-methods.ts';
import { readExpiry } from './read-card.ts';
import type { StripeState } from './state.ts';
import { wireCardError, wirePaymentMethod } from './wire-methods.ts';

const METHODS = '/v1/payment_methods';

export function createPaymentMethod(state: StripeState, call: Call): Answer {
  const { form } = call.request;
  return answer(state, call, methodFromData(state, form, ''));
}

export function retrievePaymentMethod(state: StripeState, call: Call): Answer {
  return answer(state, call, findMethod(state, call.request.params['id'] ?? ''));
}

export function updatePaymentMethod(state: StripeState, call: Call): Answer {
  const { form, params } = call.request;
  const method = findMethod(state, params['id'] ?? '');
  mustBeAttached(state, method);
  const card = readTree(form, 'card');
  const changed = changeMethod(state, method, {
    billing: readBilling(form, method.billing),
    allowRedisplay: readChoice(form, 'allow_redisplay', REDISPLAY) ?? method.allowRedisplay,
    metadata: mergeMetadata(form, method.metadata),
    ...(card === null ? {} : readExpiry(state, card)),
  });
  announceMethod(state, 'payment_method.updated', changed, causeOf(call));
  return answer(state, call, changed);
}

export function attachPaymentMethod(state: StripeState, call: Call): Answer {
  const { form, params } = call.request;
  const customer = namedCustomer(state, requireText(form, 'customer'));
  const method = findMethod(state, params['id'] ?? '');
  if (method.customer !== null && method.customer !== customer.id && !isLenient(state)) {
    throw badParameter(
      'payment_method',
      'The payment method you provided has already been attached to a customer.',
    );
  }
  return answer(state, call, attach(state, call, method, customer.id));
}

/** Saving a card asks its issuer whether it is good. */
export function attach(
  state: StripeState,
  call: Call,
  method: PaymentMethod,
  customer: string,
): PaymentMethod {
  if (method.isSpent && !isLenient(state)) {
    throw badParameter(
      'payment_method',
      'This PaymentMethod was previously used without being attached to a Customer or was ' +
        'detached from a Customer, and may not be used again.',
    );
  }
  const { outcome, canAttach } = method.card;
  if (!canAttach && outcome !== 'approve') {
    const decline = DECLINES[outcome];
    call.report.decline = { kind: decline.kind, code: decline.declineCode };
    const error = { type: 'card_error' as const, ...wireCardError(decline, method, null) };
    throw new Refusal(errorAnswer(402, { ...error, message: decline.message }), {
      isExecuted: true,
    });
  }
  const attached = changeMethod(state, method, { customer });
  announceMethod(state, 'payment_method.attached', attached, causeOf(call));
  return attached;
}

export function detachPaymentMethod(state: StripeState, call: Call): Answer {
  const method = findMethod(state, call.request.params['id'] ?? '');
  mustBeAttached(state, method);
  return answer(state, call, detach(state, call, method));
}

export function detach(state: StripeState, call: Call, method: PaymentMethod): PaymentMethod {
  const owner = state.customers.get(method.customer ?? '');
  if (owner?.defaultPaymentMethod === method.id) {
    state.customers.set(owner.id, { ...owner, defaultPaymentMethod: null });
  }
  const detached = changeMethod(state, method, { customer: null, isSpent: true });
  announceMethod(state, 'payment_method.detached', detached, causeOf(call));
  return detached;
}

/** All of an account, or those of a customer. */
export function listPaymentMethods(state: StripeState, call: Call): Answer {
  const { query, params } = call.request;
  const inPath = params['customer'];
  const customer = inPath ?? readText(query, 'customer');
  if (customer !== null) namedCustomer(state, customer);
  const type = readText(query, 'type');
  const list = listPage(state, query, {
    url: inPath === undefined ? METHODS : `/v1/customers/${inPath}/payment_methods`,
    what: 'PaymentMethod',
    items: type === null || type === 'card' ? state.paymentMethods.values() : [],
    isWanted: (method) =>
      customer === null ? method.customer !== null : method.customer === customer,
    render: wirePaymentMethod,
    standIn: () => addVisa(state, { customer }),
  });
  return jsonAnswer(200, expand(state, query, list));
}

export function retrieveCustomerMethod(state: StripeState, call: Call): Answer {
  const { params } = call.request;
  const customer = findCustomer(state, params['customer'] ?? '');
  const method = findMethod(state, params['id'] ?? '');
  if (method.customer !== customer.id && !isLenient(state)) {
    throw badParameter(
      'payment_method',
      `The customer does not have a payment method with the ID ${method.id}.`,
      'resource_missing',
    );
  }
  return answer(state, call, method);
}

function answer(state: StripeState, call: Call, method: PaymentMethod): Answer {
  const { method: verb, query, form } = call.request;
  const wire = wirePaymentMethod(method);
  return jsonAnswer(200, expand(state, verb === 'GET' ? query : form, wire));
}

const isLenient = ({ gateway }: StripeState): boolean => gateway.behaviour.isLenient;

function mustBeAttached(state: StripeState, method: PaymentMethod): void {
  if (method.customer !== null || isLenient(state)) return;
  throw badParameter(
    'payment_method',
    'The payment method you provided is not attached to a customer so detachment or update is ' +
      'impossible.',
  );
}
