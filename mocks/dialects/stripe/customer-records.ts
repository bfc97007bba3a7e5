import { noSuch, type NamedIn } from './api-errors.ts';
import type { Customer } from './objects.ts';
import type { StripeState } from './state.ts';

/** One that is still there, unless `deleted` ones will do. */
export function findCustomer(
  state: StripeState,
  id: string,
  deleted: 'refused' | 'taken' = 'refused',
  namedIn: NamedIn = 'path',
): Customer {
  const known = state.customers.get(id);
  if (known !== undefined && (!known.isDeleted || deleted === 'taken')) return known;
  if (state.gateway.behaviour.isLenient) return addCustomer(state, { id });
  throw noSuch('customer', id, namedIn === 'path' ? 'id' : 'customer', namedIn);
}

/** The one that a parameter names. */
export const namedCustomer = (state: StripeState, id: string): Customer =>
  findCustomer(state, id, 'refused', 'parameter');

export function addCustomer(state: StripeState, fields: Partial<Customer>): Customer {
  const customer: Customer = {
    id: state.gateway.ids.next('cus_', 14),
    created: state.now(),
    isDeleted: false,
    name: null,
    email: null,
    phone: null,
    description: null,
    address: null,
    shipping: null,
    defaultPaymentMethod: null,
    preferredLocales: [],
    taxExempt: 'none',
    metadata: {},
    ...fields,
  };
  state.customers.set(customer.id, customer);
  return customer;
}
