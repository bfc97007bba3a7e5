import { findTestCard, type TestCard } from '../../../harness/core/test-cards.ts';
import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { FormTree } from '../../kernel/request.ts';
import { badParameter, errorAnswer, jsonAnswer, missingParameter, noSuch } from './api-errors.ts';
import { hasCheckDigit, testMethodCard } from './cards.ts';
import { expand } from './expand.ts';
import { METHOD_PARAMETERS } from './known-parameters.ts';
import type { PaymentMethod } from './objects.ts';
import { mergeMetadata, readText, readTree, refuseUnknown, requireText } from './parameters.ts';
import type { StripeState } from './state.ts';
import { wirePaymentMethod } from './wire.ts';

export function createPaymentMethod(state: StripeState, call: Call): Answer {
  const { form } = call.request;
  refuseUnknown(form, METHOD_PARAMETERS);
  const method = methodFromData(state, form, '');
  return jsonAnswer(200, expand(state, form, wirePaymentMethod(method)));
}

export function retrievePaymentMethod(state: StripeState, call: Call): Answer {
  const id = call.request.params['id'] ?? '';
  const method = findMethod(state, id);
  if (method === undefined) throw noSuch('PaymentMethod', id, 'payment_method');
  return jsonAnswer(200, expand(state, call.request.query, wirePaymentMethod(method)));
}

/** The method that a create, update or confirm names or brings along; null when it does neither. */
export function readPaymentMethod(state: StripeState, form: FormTree): PaymentMethod | null {
  const data = readTree(form, 'payment_method_data');
  if (data !== null) return methodFromData(state, data, 'payment_method_data');
  const id = readText(form, 'payment_method');
  if (id === null) return null;
  const method = findMethod(state, id);
  if (method === undefined) throw noSuch('PaymentMethod', id, 'payment_method');
  return method;
}

// A test method is a template: each use makes a method of its own, as with Stripe.
function findMethod(state: StripeState, id: string): PaymentMethod | undefined {
  const known = state.paymentMethods.get(id);
  if (known !== undefined) return known;
  const card = testMethodCard(id);
  if (card === undefined || id.startsWith('tok_')) return undefined;
  return addMethod(state, { card, ...DEFAULT_EXPIRY, name: null, email: null, metadata: {} });
}

const DEFAULT_EXPIRY = { expiryMonth: 12, expiryYear: 2034 } as const;

function methodFromData(state: StripeState, data: FormTree, parent: string): PaymentMethod {
  const type = requireText(data, 'type');
  if (type !== 'card') {
    throw badParameter('type', `The payment method type "${type}" is invalid. Here it is "card".`);
  }
  const card = readTree(data, 'card');
  if (card === null) throw missingParameter(parent === '' ? 'card' : `${parent}[card]`);
  const details = readTree(data, 'billing_details') ?? {};
  return addMethod(state, {
    ...readCard(state, card),
    name: readText(details, 'name'),
    email: readText(details, 'email'),
    metadata: mergeMetadata(data, {}),
  });
}

type CardDetails = Pick<PaymentMethod, 'card' | 'expiryMonth' | 'expiryYear'>;

function readCard(state: StripeState, form: FormTree): CardDetails {
  const token = readText(form, 'token');
  if (token !== null) {
    const card = testMethodCard(token);
    if (card === undefined || !token.startsWith('tok_'))
      throw noSuch('token', token, 'card[token]');
    return { card, ...DEFAULT_EXPIRY };
  }
  const card = checkNumber(requireText(form, 'number').replaceAll(/[ -]/g, ''));
  const expiryMonth = Number(requireText(form, 'exp_month'));
  const shortYear = Number(requireText(form, 'exp_year'));
  const expiryYear = shortYear < 100 ? 2000 + shortYear : shortYear;
  checkExpiry(state, expiryMonth, expiryYear);
  const cvc = readText(form, 'cvc');
  if (cvc !== null && !/^\d{3,4}$/.test(cvc)) {
    throw cardError('invalid_cvc', "Your card's security code is invalid.", 'cvc');
  }
  return { card, expiryMonth, expiryYear };
}

/** Only numbers that are nobody's account get in. */
function checkNumber(number: string): TestCard {
  if (!/^\d{12,19}$/.test(number)) {
    throw cardError(
      'invalid_number',
      'The card number is not a valid credit card number.',
      'number',
    );
  }
  if (!hasCheckDigit(number)) {
    throw cardError('incorrect_number', 'Your card number is incorrect.', 'number');
  }
  const card = findTestCard(number);
  if (card !== undefined) return card;
  throw cardError(
    'card_declined',
    'Your card was declined. Your request was in test mode, but used a non test (live) card. For ' +
      'a list of valid test cards, visit: https://stripe.com/docs/testing.',
    'number',
    'test_mode_live_card',
  );
}

function checkExpiry(state: StripeState, month: number, year: number): void {
  if (!Number.isInteger(month) || month < 1 || month > 12) {
    throw cardError(
      'invalid_expiry_month',
      "Your card's expiration month is invalid.",
      'exp_month',
    );
  }
  const today = new Date(state.gateway.clock.now());
  const isPast =
    year < today.getUTCFullYear() ||
    (year === today.getUTCFullYear() && month < today.getUTCMonth() + 1);
  if (!Number.isInteger(year) || isPast || year > today.getUTCFullYear() + 50) {
    throw cardError('invalid_expiry_year', "Your card's expiration year is invalid.", 'exp_year');
  }
}

function cardError(code: string, message: string, param: string, declineCode?: string): Refusal {
  const decline = declineCode === undefined ? {} : { decline_code: declineCode };
  return new Refusal(errorAnswer(402, { type: 'card_error', code, ...decline, message, param }), {
    isExecuted: true,
  });
}

function addMethod(
  state: StripeState,
  details: Omit<PaymentMethod, 'id' | 'created'>,
): PaymentMethod {
  const id = state.gateway.ids.next('pm_1', 23);
  const method: PaymentMethod = { id, created: state.now(), ...details };
  state.paymentMethods.set(id, method);
  return method;
}
