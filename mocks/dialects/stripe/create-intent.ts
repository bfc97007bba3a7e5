import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import { announceIntent } from './announce.ts';
import { missingParameter } from './api-errors.ts';
import { confirm } from './confirm.ts';
import { namedCustomer } from './customer-records.ts';
import { causeOf } from './event-log.ts';
import { answerIntent, ANY_STATUS, findIntent, unexpectedState } from './intents.ts';
import { newIntent, PLAIN_CARD } from './new-intent.ts';
import { CAPTURE_METHODS, type Intent } from './objects.ts';
import {
  mergeMetadata,
  readAmount,
  readChoice,
  readFlag,
  readShipping,
  readText,
  requireText,
} from './parameters.ts';
import { mustBeUsable, readPaymentMethod } from './payment-methods.ts';
import { checkAmount, readCardOptions, readMethodTypes, readTexts } from './read-intent.ts';
import { orderOf, type StripeState } from './state.ts';

const USAGES = ['off_session', 'on_session'] as const;

export function createIntent(state: StripeState, call: Call): Answer {
  const { form } = call.request;
  const amount = readAmount(form, 'amount');
  if (amount === null) throw missingParameter('amount');
  const currency = requireText(form, 'currency').toLowerCase();
  checkAmount(amount, currency);
  const customer = readText(form, 'customer');
  if (customer !== null) namedCustomer(state, customer);
  const isConfirmed = readFlag(form, 'confirm');
  const terms = {
    amount,
    currency,
    customer,
    captureMethod: readChoice(form, 'capture_method', CAPTURE_METHODS) ?? 'automatic_async',
    confirmationMethod:
      readChoice(form, 'confirmation_method', ['automatic', 'manual'] as const) ?? 'automatic',
    setupFutureUsage: readChoice(form, 'setup_future_usage', USAGES),
    cardOptions: readCardOptions(form, PLAIN_CARD),
    shipping: readShipping(form, true),
    metadata: mergeMetadata(form, {}),
    ...readMethodTypes(state, form),
    ...readTexts(form),
  };
  const method = readPaymentMethod(state, form);
  if (isConfirmed && method === null) throw missingParameter('payment_method');
  if (method !== null) mustBeUsable(state, method, customer);
  const intent = newIntent(state, {
    ...terms,
    status: method === null ? 'requires_payment_method' : 'requires_confirmation',
    paymentMethod: method?.id ?? null,
  });
  state.addIntent(intent);
  call.report.object = intent.id;
  call.report.order = orderOf(intent);
  announceIntent(state, 'payment_intent.created', intent, causeOf(call));
  if (isConfirmed) return confirm(state, call, intent, method);
  return answerIntent(state, call, intent);
}

export function updateIntent(state: StripeState, call: Call): Answer {
  const { form, params } = call.request;
  const intent = findIntent(state, params['id'] ?? '', ANY_STATUS);
  call.report.object = intent.id;
  const amount = readAmount(form, 'amount') ?? intent.amount;
  const currency = readText(form, 'currency')?.toLowerCase() ?? intent.currency;
  const customer = readText(form, 'customer') ?? intent.customer;
  if (customer !== null && customer !== intent.customer) namedCustomer(state, customer);
  const changes: Partial<Intent> = {
    amount,
    currency,
    customer,
    captureMethod: readChoice(form, 'capture_method', CAPTURE_METHODS) ?? intent.captureMethod,
    setupFutureUsage: readChoice(form, 'setup_future_usage', USAGES) ?? intent.setupFutureUsage,
    cardOptions: readCardOptions(form, intent.cardOptions),
    shipping: readShipping(form, true) ?? intent.shipping,
    metadata: mergeMetadata(form, intent.metadata),
    ...readTexts(form),
  };
  readMethodTypes(state, form);
  checkAmount(amount, currency);
  for (const field of ['amount', 'currency', 'customer', 'captureMethod'] as const) {
    if (changes[field] !== intent[field]) mustBeOpen(intent, FIELD_NAMES[field]);
  }
  const method = readPaymentMethod(state, form);
  if (method !== null) {
    mustBeOpen(intent, 'payment_method');
    mustBeUsable(state, method, customer);
    intent.paymentMethod = method.id;
    intent.status = 'requires_confirmation';
    intent.action = null;
  }
  Object.assign(intent, changes);
  state.indexOrder(intent);
  return answerIntent(state, call, intent);
}

const FIELD_NAMES = {
  amount: 'amount',
  currency: 'currency',
  customer: 'customer',
  captureMethod: 'capture_method',
} as const;

const OPEN_STATUSES: readonly Intent['status'][] = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
];

function mustBeOpen(intent: Intent, field: string): void {
  if (OPEN_STATUSES.includes(intent.status)) return;
  throw unexpectedState(
    intent,
    `This PaymentIntent's ${field} could not be updated because it has a status of ` +
      `${intent.status}. You may only update the ${field} of a PaymentIntent with one of the ` +
      'following statuses: requires_payment_method, requires_confirmation, requires_action.',
  );
}
