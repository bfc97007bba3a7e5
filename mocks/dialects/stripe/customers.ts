import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import type { FormTree } from '../../kernel/request.ts';
import { badParameter, jsonAnswer } from './api-errors.ts';
import { addCustomer, findCustomer } from './customer-records.ts';
import { causeOf, publishEvent, type EventType } from './event-log.ts';
import { expand } from './expand.ts';
import { listPage } from './lists.ts';
import { attach, detach } from './method-routes.ts';
import type { Customer, Json } from './objects.ts';
import {
  mergeMetadata,
  readAddress,
  readChoice,
  readList,
  readShipping,
  readText,
  readTree,
} from './parameters.ts';
import { findMethod } from './payment-methods.ts';
import type { StripeState } from './state.ts';
import { wireCustomer } from './wire-methods.ts';

export function createCustomer(state: StripeState, call: Call): Answer {
  const { form } = call.request;
  const methodId = readText(form, 'payment_method');
  const customer = addCustomer(state, { ...readFields(form), metadata: mergeMetadata(form, {}) });
  if (methodId !== null) {
    try {
      attach(state, call, findMethod(state, methodId, 'parameter'), customer.id);
    } catch (error) {
      state.customers.delete(customer.id);
      throw error;
    }
  }
  const finished = withDefaultMethod(state, form, customer);
  announce(state, call, 'customer.created', finished);
  return answer(state, call, finished);
}

export function retrieveCustomer(state: StripeState, call: Call): Answer {
  return answer(state, call, findCustomer(state, call.request.params['id'] ?? '', 'taken'));
}

export function updateCustomer(state: StripeState, call: Call): Answer {
  const { form, params } = call.request;
  const customer = findCustomer(state, params['id'] ?? '');
  const changed = withDefaultMethod(state, form, {
    ...customer,
    ...readFields(form),
    metadata: mergeMetadata(form, customer.metadata),
  });
  announce(state, call, 'customer.updated', changed, previousOf(customer, changed));
  return answer(state, call, changed);
}

/** Its methods go with it; what refers to it still can be read. */
export function deleteCustomer(state: StripeState, call: Call): Answer {
  const customer = findCustomer(state, call.request.params['id'] ?? '');
  for (const method of state.paymentMethods.values()) {
    if (method.customer === customer.id) detach(state, call, method);
  }
  // A deleted customer still shows all of its fields in its last event.
  announce(state, call, 'customer.deleted', customer);
  const deleted = { ...customer, isDeleted: true };
  state.customers.set(customer.id, deleted);
  return answer(state, call, deleted);
}

export function listCustomers(state: StripeState, call: Call): Answer {
  const { query } = call.request;
  const email = readText(query, 'email');
  const list = listPage(state, query, {
    url: '/v1/customers',
    what: 'customer',
    items: state.customers.values(),
    isWanted: (customer) => !customer.isDeleted && (email === null || customer.email === email),
    render: wireCustomer,
    standIn: () => addCustomer(state, { email }),
  });
  return jsonAnswer(200, expand(state, query, list));
}

function readFields(form: FormTree): Partial<Customer> {
  const text = (field: 'description' | 'email' | 'name' | 'phone'): Partial<Customer> =>
    form[field] === undefined ? {} : { [field]: readText(form, field) };
  const exempt = readChoice(form, 'tax_exempt', ['exempt', 'none', 'reverse'] as const);
  return {
    ...text('description'),
    ...text('email'),
    ...text('name'),
    ...text('phone'),
    ...(form['address'] === undefined ? {} : { address: readAddress(form, 'address') }),
    ...(form['shipping'] === undefined ? {} : { shipping: readShipping(form) }),
    ...(form['preferred_locales'] === undefined
      ? {}
      : { preferredLocales: readList(form, 'preferred_locales') }),
    ...(exempt === null ? {} : { taxExempt: exempt }),
  };
}

function withDefaultMethod(state: StripeState, form: FormTree, customer: Customer): Customer {
  const settings = readTree(form, 'invoice_settings');
  let changed = customer;
  if (settings !== null && settings['default_payment_method'] !== undefined) {
    const id = readText(settings, 'default_payment_method');
    const method = id === null ? null : findMethod(state, id, 'parameter');
    if (method !== null && method.customer !== customer.id && !state.gateway.behaviour.isLenient) {
      throw badParameter(
        'invoice_settings[default_payment_method]',
        `The customer does not have a payment method with the ID ${method.id}. The payment method ` +
          'must be attached to the customer.',
        'resource_missing',
      );
    }
    changed = { ...customer, defaultPaymentMethod: method?.id ?? null };
  }
  state.customers.set(changed.id, changed);
  return changed;
}

function answer(state: StripeState, call: Call, customer: Customer): Answer {
  const { method, query, form } = call.request;
  return jsonAnswer(200, expand(state, method === 'GET' ? query : form, wireCustomer(customer)));
}

function announce(
  state: StripeState,
  call: Call,
  type: EventType,
  record: Customer,
  previous?: Json,
): void {
  publishEvent(state, {
    type,
    snapshot: { kind: 'customer', record },
    cause: causeOf(call),
    order: null,
    object: record.id,
    ...(previous === undefined ? {} : { previous }),
  });
}

/** The former values of the fields that changed. */
function previousOf(before: Customer, after: Customer): Json {
  const now = wireCustomer(after);
  return Object.fromEntries(
    Object.entries(wireCustomer(before)).filter(
      ([field, value]) => JSON.stringify(value) !== JSON.stringify(now[field]),
    ),
  );
}
