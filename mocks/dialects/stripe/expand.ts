import type { FormTree } from '../../kernel/request.ts';
import { badParameter } from './api-errors.ts';
import type { Json } from './objects.ts';
import { readList } from './parameters.ts';
import type { StripeState } from './state.ts';
import { wireIntent } from './wire-intents.ts';
import { wireCustomer, wirePaymentMethod } from './wire-methods.ts';
import { wireBalanceTransaction, wireCharge, wireRefund } from './wire-money.ts';

export type WireKind =
  | 'balance'
  | 'balance_transaction'
  | 'charge'
  | 'customer'
  | 'event'
  | 'payment_intent'
  | 'payment_method'
  | 'refund'
  | 'setup_intent'
  | 'webhook_endpoint';

/** What stands at a step: an id that can be expanded, an id this mock never has, or an object. */
type Expandable = WireKind | null | { readonly [step: string]: Expandable };

const MAXIMUM_DEPTH = 4;
const EXPANDABLE: Readonly<Record<WireKind, Readonly<Record<string, Expandable>>>> = {
  balance: {},
  balance_transaction: { source: 'charge' },
  charge: {
    application: null,
    application_fee: null,
    balance_transaction: 'balance_transaction',
    customer: 'customer',
    on_behalf_of: null,
    payment_intent: 'payment_intent',
    refunds: null,
    review: null,
    source_transfer: null,
    transfer: null,
  },
  customer: {
    cash_balance: null,
    default_source: null,
    invoice_settings: { default_payment_method: 'payment_method' },
    sources: null,
    subscriptions: null,
    tax: null,
    tax_ids: null,
    test_clock: null,
  },
  event: {},
  payment_intent: {
    application: null,
    customer: 'customer',
    latest_charge: 'charge',
    on_behalf_of: null,
    payment_method: 'payment_method',
    review: null,
    source: null,
  },
  payment_method: { customer: 'customer' },
  refund: {
    balance_transaction: 'balance_transaction',
    charge: 'charge',
    customer: null,
    failure_balance_transaction: null,
    payment_intent: 'payment_intent',
    payment_method: null,
    source_transfer_reversal: null,
    transfer_reversal: null,
  },
  setup_intent: {
    application: null,
    customer: 'customer',
    latest_attempt: null,
    mandate: null,
    on_behalf_of: null,
    payment_method: 'payment_method',
    single_use_mandate: null,
  },
  webhook_endpoint: {},
};

/** Refuses what can't be expanded; asked before a request is carried out. */
export function checkExpand(form: FormTree, kind: WireKind, isList: boolean): void {
  if (form['expand'] === undefined) return;
  for (const path of readList(form, 'expand')) {
    const steps = path.split('.');
    if (steps.length > MAXIMUM_DEPTH) {
      const message = `You cannot expand more than ${MAXIMUM_DEPTH} levels of a property`;
      throw badParameter('expand', message, 'property_expansion_max_depth');
    }
    if (isList && steps.shift() !== 'data') throw notExpandable(path);
    let at: Expandable = kind;
    for (const step of steps) {
      const known: Readonly<Record<string, Expandable>> =
        at === null ? {} : typeof at === 'string' ? EXPANDABLE[at] : at;
      if (!Object.hasOwn(known, step)) throw notExpandable(path);
      at = known[step] ?? null;
    }
  }
}

/** Puts whole objects where `expand[]` names ids: `latest_charge`, `data.payment_method`. */
export function expand(state: StripeState, form: FormTree, body: Json): Json {
  if (form['expand'] === undefined) return body;
  for (const path of readList(form, 'expand')) expandStep(state, body, path.split('.'));
  return body;
}

function expandStep(state: StripeState, at: unknown, steps: readonly string[]): void {
  if (Array.isArray(at)) {
    for (const item of at) expandStep(state, item, steps);
    return;
  }
  const [step, ...rest] = steps;
  if (step === undefined || at === null || typeof at !== 'object') return;
  const object = at as Json;
  if (step === 'refunds' && object['object'] === 'charge') {
    object[step] ??= refundsOf(state, String(object['id']));
  }
  const value = object[step];
  if (typeof value === 'string') object[step] = lookUp(state, value) ?? value;
  expandStep(state, object[step], rest);
}

/** Since API version 2022-11-15 a charge has its refunds only when asked for them. */
function refundsOf(state: StripeState, charge: string): Json {
  const refunds = [...state.refunds.values()].filter((refund) => refund.charge === charge);
  return {
    object: 'list',
    data: refunds.reverse().map(wireRefund),
    has_more: false,
    url: `/v1/charges/${charge}/refunds`,
  };
}

function lookUp(state: StripeState, id: string): Json | null {
  const intent = state.intents.get(id);
  if (intent !== undefined) return wireIntent(intent);
  const charge = state.charges.get(id);
  if (charge !== undefined) return wireCharge(charge);
  const method = state.paymentMethods.get(id);
  if (method !== undefined) return wirePaymentMethod(method);
  const customer = state.customers.get(id);
  if (customer !== undefined) return wireCustomer(customer);
  const refund = state.refunds.get(id);
  if (refund !== undefined) return wireRefund(refund);
  const transaction = state.balanceTransactions.get(id);
  return transaction === undefined ? null : wireBalanceTransaction(transaction, state.now());
}

const notExpandable = (path: string) =>
  badParameter('expand', `This property cannot be expanded (${path}).`);
