import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import type { FormTree } from '../../kernel/request.ts';
import { badParameter, illegalStep, jsonAnswer, missingParameter, noSuch } from './api-errors.ts';
import { confirm } from './confirm.ts';
import { CURRENCIES } from './currencies.ts';
import { publishEvent } from './events.ts';
import { expand } from './expand.ts';
import { idempotencyKeyOf } from './idempotency.ts';
import { CREATE_PARAMETERS, UPDATE_PARAMETERS } from './known-parameters.ts';
import { CAPTURE_METHODS, type Intent } from './objects.ts';
import {
  mergeMetadata,
  readAmount,
  readChoice,
  readFlag,
  readList,
  readText,
  readTree,
  refuseUnknown,
  requireText,
} from './parameters.ts';
import { readPaymentMethod } from './payment-methods.ts';
import { orderOf, type StripeState } from './state.ts';
import { wireIntent } from './wire.ts';

export function createIntent(state: StripeState, call: Call): Answer {
  const { form } = call.request;
  refuseUnknown(form, CREATE_PARAMETERS);
  const amount = readAmount(form, 'amount');
  if (amount === null) throw missingParameter('amount');
  const currency = requireText(form, 'currency').toLowerCase();
  checkAmount(amount, currency);
  refuseCustomer(form);
  const isConfirmed = readFlag(form, 'confirm');
  const captureMethod = readChoice(form, 'capture_method', CAPTURE_METHODS) ?? 'automatic_async';
  const confirmationMethod =
    readChoice(form, 'confirmation_method', ['automatic', 'manual'] as const) ?? 'automatic';
  const metadata = mergeMetadata(form, {});
  const types = readPaymentMethodTypes(form);
  const texts = readTexts(form);
  const method = readPaymentMethod(state, form);
  if (isConfirmed && method === null) throw missingParameter('payment_method');

  const id = state.gateway.ids.next('pi_3', 23);
  const intent: Intent = {
    id,
    clientSecret: state.gateway.ids.next(`${id}_secret_`, 25),
    created: state.now(),
    amount,
    currency,
    captureMethod,
    confirmationMethod,
    hasAutomaticMethods: types.length === 0,
    status: method === null ? 'requires_payment_method' : 'requires_confirmation',
    amountCapturable: 0,
    amountReceived: 0,
    paymentMethod: method?.id ?? null,
    latestCharge: null,
    lastError: null,
    canceledAt: null,
    cancellationReason: null,
    description: null,
    receiptEmail: null,
    statementDescriptor: null,
    statementDescriptorSuffix: null,
    transferGroup: null,
    ...texts,
    metadata,
  };
  state.addIntent(intent);
  call.report.object = id;
  call.report.order = orderOf(intent);
  publishEvent(state, 'payment_intent.created', intent, wireIntent(intent), {
    exchange: call.exchange,
    key: idempotencyKeyOf(call.request),
  });
  if (isConfirmed) return confirm(state, call, intent, method);
  return jsonAnswer(200, expand(state, form, wireIntent(intent)));
}

export function updateIntent(state: StripeState, call: Call): Answer {
  const { form, params } = call.request;
  const intent = state.intent(params['id'] ?? '');
  call.report.object = intent.id;
  refuseUnknown(form, UPDATE_PARAMETERS);
  refuseCustomer(form);
  const amount = readAmount(form, 'amount') ?? intent.amount;
  const currency = readText(form, 'currency')?.toLowerCase() ?? intent.currency;
  const captureMethod = readChoice(form, 'capture_method', CAPTURE_METHODS) ?? intent.captureMethod;
  const metadata = mergeMetadata(form, intent.metadata);
  const texts = readTexts(form);
  readPaymentMethodTypes(form);
  checkAmount(amount, currency);
  if (amount !== intent.amount) mustBeOpen(intent, 'amount');
  if (currency !== intent.currency) mustBeOpen(intent, 'currency');
  if (captureMethod !== intent.captureMethod) mustBeOpen(intent, 'capture_method');
  const method = readPaymentMethod(state, form);
  if (method !== null) {
    mustBeOpen(intent, 'payment_method');
    intent.paymentMethod = method.id;
    intent.status = 'requires_confirmation';
  }
  intent.amount = amount;
  intent.currency = currency;
  intent.captureMethod = captureMethod;
  intent.metadata = metadata;
  Object.assign(intent, texts);
  state.indexOrder(intent);
  return jsonAnswer(200, expand(state, form, wireIntent(intent)));
}

export const OPEN_STATUSES: readonly Intent['status'][] = [
  'requires_payment_method',
  'requires_confirmation',
];

function mustBeOpen(intent: Intent, field: string): void {
  if (OPEN_STATUSES.includes(intent.status)) return;
  throw illegalStep({
    code: 'payment_intent_unexpected_state',
    message:
      `This PaymentIntent's ${field} could not be updated because it has a status of ` +
      `${intent.status}. You may only update the ${field} of a PaymentIntent with one of the ` +
      'following statuses: requires_payment_method, requires_confirmation, requires_action.',
    payment_intent: wireIntent(intent),
  });
}

function checkAmount(amount: number, currency: string): void {
  const rules = CURRENCIES.get(currency);
  if (rules === undefined) {
    const known = [...CURRENCIES.keys()].sort().join(', ');
    throw badParameter(
      'currency',
      `Invalid currency: ${currency}. Stripe currently supports these currencies: ${known}`,
    );
  }
  const name = currency.toUpperCase();
  if (amount % rules.step !== 0) {
    throw badParameter(
      'amount',
      `Invalid amount: amounts in ${name} must be multiples of ${rules.step}.`,
      'parameter_invalid_integer',
    );
  }
  if (amount < rules.minimum) {
    throw badParameter(
      'amount',
      `Amount must be at least ${rules.minimum} of the smallest unit of ${name}`,
      'amount_too_small',
    );
  }
  if (amount > rules.maximum) {
    throw badParameter(
      'amount',
      `Amount must be no more than ${rules.maximum} of the smallest unit of ${name}`,
      'amount_too_large',
    );
  }
}

function readPaymentMethodTypes(form: FormTree): readonly string[] {
  readTree(form, 'automatic_payment_methods');
  const types = [
    ...readList(form, 'payment_method_types'),
    ...readList(form, 'allowed_payment_method_types'),
  ];
  const stranger = types.find((type) => type !== 'card');
  if (stranger === undefined) return types;
  throw badParameter(
    'payment_method_types',
    `The payment method type "${stranger}" is invalid. This account has activated: card.`,
    'payment_intent_invalid_parameter',
  );
}

function refuseCustomer(form: FormTree): void {
  const customer = readText(form, 'customer');
  if (customer !== null) throw noSuch('customer', customer, 'customer');
}

/** Only the fields that were given. */
function readTexts(form: FormTree): Partial<Intent> {
  const given = (field: string, name: keyof Intent): Partial<Intent> =>
    form[field] === undefined ? {} : { [name]: readText(form, field) };
  return {
    ...given('description', 'description'),
    ...given('receipt_email', 'receiptEmail'),
    ...given('statement_descriptor', 'statementDescriptor'),
    ...given('statement_descriptor_suffix', 'statementDescriptorSuffix'),
    ...given('transfer_group', 'transferGroup'),
  };
}
