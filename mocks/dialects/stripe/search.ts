import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import type { FormTree } from '../../kernel/request.ts';
import { badParameter, jsonAnswer } from './api-errors.ts';
import { expand } from './expand.ts';
import { addCustomer } from './customer-records.ts';
import { readLimit } from './lists.ts';
import type { Charge, Customer, Intent, Json, Metadata } from './objects.ts';
import { readText, requireText } from './parameters.ts';
import { makeCharge, makeIntent } from './stand-ins.ts';
import { ORDER_KEY, type StripeState } from './state.ts';
import { wireIntent } from './wire-intents.ts';
import { wireCustomer } from './wire-methods.ts';
import { wireCharge } from './wire-money.ts';

// The search language of docs.stripe.com/search: `field:'value'`, `metadata['key']:'value'`,
// `field~'part'`, `field>1`, a minus before a clause, all joined by AND or all by OR. Unlike
// Stripe's index, which lags by up to a minute, this one is always up to date.

interface Searchable {
  readonly id: string;
  readonly metadata: Metadata;
}

interface Search<Item extends Searchable> {
  readonly url: string;
  readonly items: Iterable<Item>;
  readonly fields: readonly string[];
  readonly render: (item: Item) => Json;
  readonly standIn: () => Item;
}

export function searchIntents(state: StripeState, call: Call): Answer {
  const order = searchedOrder(call.request.query);
  const known = order === null ? null : (state.intentsByOrder.get(order) ?? []);
  return search<Intent>(state, call, {
    url: '/v1/payment_intents/search',
    items:
      known === null
        ? state.intents.values()
        : known.map((id) => state.intents.get(id)).filter((intent) => intent !== undefined),
    fields: ['amount', 'created', 'currency', 'customer', 'status'],
    render: wireIntent,
    standIn: () => makeIntent(state, null, 'succeeded'),
  });
}

export const searchCharges = (state: StripeState, call: Call): Answer =>
  search<Charge>(state, call, {
    url: '/v1/charges/search',
    items: state.charges.values(),
    fields: ['amount', 'created', 'currency', 'customer', 'disputed', 'refunded', 'status'],
    render: wireCharge,
    standIn: () => makeCharge(state, null, 'captured'),
  });

export const searchCustomers = (state: StripeState, call: Call): Answer =>
  search<Customer>(state, call, {
    url: '/v1/customers/search',
    items: [...state.customers.values()].filter(({ isDeleted }) => !isDeleted),
    fields: ['created', 'email', 'name', 'phone'],
    render: wireCustomer,
    standIn: () => addCustomer(state, {}),
  });

/** The merchant reference that a search asks for. */
export function searchedOrder({ query }: FormTree): string | null {
  if (typeof query !== 'string' || /\sOR\s/i.test(query) || query.includes('-metadata'))
    return null;
  const pattern = new RegExp(`metadata\\[["']${ORDER_KEY}["']\\]:["']([^"']*)["']`);
  return pattern.exec(query)?.[1] ?? null;
}

function search<Item extends Searchable>(
  state: StripeState,
  call: Call,
  { url, items, fields, render, standIn }: Search<Item>,
): Answer {
  const { query } = call.request;
  const isMatch = parseQuery(requireText(query, 'query'), fields);
  const found = [...items].filter((item) => isMatch(render(item))).reverse();
  if (found.length === 0 && state.gateway.behaviour.isLenient) found.push(standIn());
  const limit = readLimit(query);
  const start = startOf(readText(query, 'page'));
  const data = found.slice(start, start + limit);
  const hasMore = start + data.length < found.length;
  const body = {
    object: 'search_result',
    data: data.map(render),
    has_more: hasMore,
    next_page: hasMore ? Buffer.from(String(start + limit)).toString('base64url') : null,
    url,
  };
  return jsonAnswer(200, expand(state, query, body));
}

function startOf(page: string | null): number {
  if (page === null) return 0;
  const start = Number(Buffer.from(page, 'base64url').toString());
  if (Number.isInteger(start) && start > 0) return start;
  throw badParameter('page', `Invalid page: ${page}`);
}

type Clause = (object: Json) => boolean;

const CLAUSE =
  /^(-?)(?:metadata\[(["'])(.+?)\2\]|([a-z_]+))(:|~|>=|<=|>|<)(?:(["'])(.*)\6|(-?\d+)|(null))$/;

function parseQuery(text: string, fields: readonly string[]): Clause {
  const either = text.split(/\s+OR\s+/i);
  if (either.length > 1 && /\sAND\s/i.test(text)) {
    throw badParameter('query', 'You can combine clauses with AND or with OR, not with both.');
  }
  const parts = either.length > 1 ? either : text.split(/\s+AND\s+/i);
  const clauses = parts.map((part) => parseClause(part.trim(), fields));
  return either.length > 1
    ? (object) => clauses.some((isMatch) => isMatch(object))
    : (object) => clauses.every((isMatch) => isMatch(object));
}

function parseClause(text: string, fields: readonly string[]): Clause {
  const parts = CLAUSE.exec(text);
  if (parts === null) {
    throw badParameter('query', `We were unable to parse your search query near: ${text}`);
  }
  const [, minus, , key, field = '', operator = ':', , quoted, number] = parts;
  if (key === undefined && !fields.includes(field)) {
    const known = fields.join(', ');
    throw badParameter(
      'query',
      `Field "${field}" is not searchable; these are: ${known}, metadata`,
    );
  }
  const wanted = quoted ?? (number === undefined ? null : Number(number));
  const valueOf = (object: Json): unknown =>
    key === undefined ? (object[field] ?? null) : (readMetadata(object, key) ?? null);
  const isMatch: Clause = (object) => compare(valueOf(object), operator, wanted);
  return minus === '-' ? (object) => !isMatch(object) : isMatch;
}

function readMetadata({ metadata }: Json, key: string): unknown {
  if (typeof metadata !== 'object' || metadata === null) return null;
  return Object.entries(metadata).find(([name]) => name === key)?.[1];
}

function compare(value: unknown, operator: string, wanted: string | number | null): boolean {
  if (operator === ':') {
    return String(value).toLowerCase() === String(wanted).toLowerCase();
  }
  if (operator === '~') {
    return String(value).toLowerCase().includes(String(wanted).toLowerCase());
  }
  const [one, other] = [Number(value), Number(wanted)];
  switch (operator) {
    case '>':
      return one > other;
    case '>=':
      return one >= other;
    case '<':
      return one < other;
    default:
      return one <= other;
  }
}
