import type { FormTree } from '../../kernel/request.ts';
import { badParameter, missingParameter, noSuch, type NamedIn } from './api-errors.ts';
import { cardOfTestId, VISA } from './cards.ts';
import type { Json, PaymentMethod } from './objects.ts';
import {
  mergeMetadata,
  readAddress,
  readChoice,
  readText,
  readTree,
  requireText,
} from './parameters.ts';
import { DEFAULT_EXPIRY, readCard, type CardDetails } from './read-card.ts';
import type { StripeState } from './state.ts';

export const REDISPLAY = ['always', 'limited', 'unspecified'] as const;

const NO_ADDRESS = Object.freeze({
  city: null,
  country: null,
  line1: null,
  line2: null,
  postal_code: null,
  state: null,
});
export const NO_BILLING: Json = Object.freeze({
  address: NO_ADDRESS,
  email: null,
  name: null,
  phone: null,
  tax_id: null,
});

/** The method that a create, update or confirm names or brings along; null when it does neither. */
export function readPaymentMethod(state: StripeState, form: FormTree): PaymentMethod | null {
  if (form['payment_method_data'] !== undefined) {
    const data = readTree(form, 'payment_method_data');
    if (data !== null) return methodFromData(state, data, 'payment_method_data');
  }
  const id = readText(form, 'payment_method');
  return id === null ? null : findMethod(state, id, 'parameter');
}

/** A test method is a template: each use makes a method of its own, as with Stripe. */
export function findMethod(
  state: StripeState,
  id: string,
  namedIn: NamedIn = 'path',
): PaymentMethod {
  const known = state.paymentMethods.get(id);
  if (known !== undefined) return known;
  const card = cardOfTestId(id, 'pm_card_');
  if (card !== undefined) return addMethod(state, { card, ...DEFAULT_EXPIRY });
  if (!state.gateway.behaviour.isLenient) {
    throw noSuch('PaymentMethod', id, 'payment_method', namedIn);
  }
  return addVisa(state, { id });
}

/** The plainest of all. */
export const addVisa = (state: StripeState, given: Partial<PaymentMethod> = {}): PaymentMethod =>
  addMethod(state, { card: VISA, ...DEFAULT_EXPIRY, ...given });

export function methodFromData(state: StripeState, data: FormTree, parent: string): PaymentMethod {
  const type = requireText(data, 'type');
  if (type !== 'card') {
    // Suites for stateless mocks bring all kinds of methods; here they are all cards.
    if (state.gateway.behaviour.isLenient) return addVisa(state);
    throw badParameter('type', `The payment method type "${type}" is invalid. Here it is "card".`);
  }
  const card = readTree(data, 'card');
  if (card === null) throw missingParameter(parent === '' ? 'card' : `${parent}[card]`);
  return addMethod(state, {
    ...readCard(state, card),
    billing: readBilling(data, NO_BILLING),
    allowRedisplay: readChoice(data, 'allow_redisplay', REDISPLAY) ?? 'unspecified',
    metadata: mergeMetadata(data, {}),
  });
}

/** Given fields over what was there. */
export function readBilling(data: FormTree, before: Json): Json {
  const given = readTree(data, 'billing_details');
  if (given === null) return before;
  const text = (field: string): unknown =>
    given[field] === undefined ? before[field] : readText(given, field);
  return {
    address: readAddress(given, 'address') ?? before['address'],
    email: text('email'),
    name: text('name'),
    phone: text('phone'),
    tax_id: text('tax_id'),
  };
}

type NewMethod = CardDetails & Partial<PaymentMethod>;

export function addMethod(state: StripeState, details: NewMethod): PaymentMethod {
  const method: PaymentMethod = {
    id: details.id ?? state.gateway.ids.next('pm_1', 23),
    created: state.now(),
    card: details.card,
    expiryMonth: details.expiryMonth,
    expiryYear: details.expiryYear,
    billing: details.billing ?? NO_BILLING,
    customer: details.customer ?? null,
    allowRedisplay: details.allowRedisplay ?? 'unspecified',
    isSpent: false,
    isSetUp: false,
    metadata: details.metadata ?? {},
  };
  state.paymentMethods.set(method.id, method);
  return method;
}

/** Methods are replaced and not changed: charges and events keep the one that they saw. */
export function changeMethod(
  state: StripeState,
  method: PaymentMethod,
  changes: Partial<PaymentMethod>,
): PaymentMethod {
  const changed = { ...method, ...changes };
  state.paymentMethods.set(method.id, changed);
  return changed;
}

/** What Stripe asks of a method before a customer may be charged with it. */
export function mustBeUsable(
  state: StripeState,
  method: PaymentMethod,
  customer: string | null,
): void {
  if (state.gateway.behaviour.isLenient) return;
  if (method.isSpent) {
    throw badParameter(
      'payment_method',
      'The provided PaymentMethod was previously used with a PaymentIntent without Customer ' +
        'attachment, shared with a connected account without Customer attachment, or was detached ' +
        'from a Customer. It may not be used again. To use a PaymentMethod multiple times, you ' +
        'must attach it to a Customer first.',
    );
  }
  if (method.customer === null || method.customer === customer) return;
  if (customer === null) {
    throw badParameter(
      'payment_method',
      `The PaymentMethod ${method.id} belongs to the Customer ${method.customer}. Please include ` +
        'the Customer in the `customer` parameter on the PaymentIntent.',
    );
  }
  throw badParameter(
    'payment_method',
    `The customer does not have a payment method with the ID ${method.id}. The payment method ` +
      'must be attached to the customer.',
    'resource_missing',
  );
}
