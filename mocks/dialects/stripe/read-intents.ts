import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import type { FormTree } from '../../kernel/request.ts';
import { badParameter, jsonAnswer } from './api-errors.ts';
import { expand } from './expand.ts';
import { listPage, readLimit } from './lists.ts';
import type { Intent } from './objects.ts';
import { readText, requireText } from './parameters.ts';
import { ORDER_KEY, type StripeState } from './state.ts';
import { wireIntent } from './wire.ts';

export function retrieveIntent(state: StripeState, call: Call): Answer {
  const { params, query } = call.request;
  const intent = state.intent(params['id'] ?? '');
  call.report.object = intent.id;
  return jsonAnswer(200, expand(state, query, wireIntent(intent)));
}

export function listIntents(state: StripeState, call: Call): Answer {
  const { query } = call.request;
  const items = readText(query, 'customer') === null ? [...state.intents.values()] : [];
  const page = { url: '/v1/payment_intents', what: 'payment_intent', render: wireIntent };
  return jsonAnswer(200, expand(state, query, listPage(query, items, page)));
}

/**
 * The clauses of Stripe's search language that find a payment: `metadata['order_id']:'x'`,
 * `status:'succeeded'`, `amount:100`, `currency:'eur'`, joined by AND. Unlike Stripe's index, which
 * lags by up to a minute, this one is always up to date.
 */
export function searchIntents(state: StripeState, call: Call): Answer {
  const { query } = call.request;
  const text = requireText(query, 'query');
  const clauses = text.split(/\s+AND\s+/i).map(readClause);
  const order = clauses.find((clause) => clause.field === ORDER_METADATA)?.value;
  const candidates =
    order === undefined ? [...state.intents.values()] : ofOrder(state, order.toString());
  const found = candidates.filter((intent) =>
    clauses.every(({ field, value }) => valueOf(intent, field) === value),
  );
  const data = found.reverse().slice(0, readLimit(query));
  const body = {
    object: 'search_result',
    data: data.map(wireIntent),
    has_more: data.length < found.length,
    next_page: null,
    url: '/v1/payment_intents/search',
  };
  return jsonAnswer(200, expand(state, query, body));
}

/** The merchant reference that a search asks for. */
export function searchedOrder(query: FormTree): string | null {
  const { query: text } = query;
  if (typeof text !== 'string') return null;
  return /metadata\[["']order_id["']\]:["']([^"']*)["']/.exec(text)?.[1] ?? null;
}

interface Clause {
  readonly field: string;
  readonly value: string | number;
}

const ORDER_METADATA = `metadata.${ORDER_KEY}`;

function readClause(text: string): Clause {
  const parts =
    /^(?:metadata\[["'](.+?)["']\]|(status|currency|amount)):(?:["'](.*)["']|(\d+))$/.exec(
      text.trim(),
    );
  if (parts === null) {
    throw badParameter('query', `We were unable to parse your search query near: ${text}`);
  }
  const [, key, field = '', quoted, number] = parts;
  return {
    field: key === undefined ? field : `metadata.${key}`,
    value: quoted ?? Number(number),
  };
}

function valueOf(intent: Intent, field: string): string | number | undefined {
  switch (field) {
    case 'status':
      return intent.status;
    case 'currency':
      return intent.currency;
    case 'amount':
      return intent.amount;
    default:
      return intent.metadata[field.slice('metadata.'.length)];
  }
}

function ofOrder(state: StripeState, order: string): Intent[] {
  const ids = state.intentsByOrder.get(order) ?? [];
  return ids.map((id) => state.intents.get(id)).filter((intent) => intent !== undefined);
}
