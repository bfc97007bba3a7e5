import type { FormTree } from '../../kernel/request.ts';
import { badParameter } from './api-errors.ts';
import { readList } from './parameters.ts';
import type { StripeState } from './state.ts';
import { wireCharge, wireIntent, wirePaymentMethod } from './wire.ts';

type Json = Record<string, unknown>;

export type WireKind = 'payment_intent' | 'charge' | 'refund' | 'payment_method';

const MAXIMUM_DEPTH = 4;
/** Which fields hold an id that can be expanded; null where this mock never has one. */
const EXPANDABLE: Readonly<Record<WireKind, Readonly<Record<string, WireKind | null>>>> = {
  payment_intent: {
    latest_charge: 'charge',
    payment_method: 'payment_method',
    application: null,
    customer: null,
    on_behalf_of: null,
    review: null,
    source: null,
  },
  charge: {
    payment_intent: 'payment_intent',
    application: null,
    balance_transaction: null,
    customer: null,
    on_behalf_of: null,
    review: null,
  },
  refund: {
    charge: 'charge',
    payment_intent: 'payment_intent',
    balance_transaction: null,
    customer: null,
    payment_method: null,
  },
  payment_method: { customer: null },
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
    let at: WireKind | null = kind;
    for (const step of steps) {
      const known: Readonly<Record<string, WireKind | null>> = at === null ? {} : EXPANDABLE[at];
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
  const value = object[step];
  if (typeof value === 'string') object[step] = lookUp(state, value) ?? value;
  expandStep(state, object[step], rest);
}

function lookUp(state: StripeState, id: string): Json | null {
  const intent = state.intents.get(id);
  if (intent !== undefined) return wireIntent(intent);
  const charge = state.charges.get(id);
  if (charge !== undefined) return wireCharge(charge);
  const method = state.paymentMethods.get(id);
  return method === undefined ? null : wirePaymentMethod(method);
}

const notExpandable = (path: string) =>
  badParameter('expand', `This property cannot be expanded (${path}).`);
