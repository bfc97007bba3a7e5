import type { HttpMethod, Route } from '../../kernel/dialect.ts';
import type { FormTree, GatewayRequest } from '../../kernel/request.ts';
import { jsonAnswer } from './api-errors.ts';
import type { Json } from './objects.ts';
import type { StripeState } from './state.ts';

// What suites for a stateless mock also ask of the resources that are kept here, and what a card
// payment never needs: a lenient gateway echoes it, as those mocks do, and remembers nothing.

type Row = readonly [HttpMethod, string, object: string, form?: 'list' | 'deleted'];

const CUSTOMER = '/v1/customers/:customer';

const ROWS: readonly Row[] = [
  ['GET', `${CUSTOMER}/balance_transactions`, 'customer_balance_transaction', 'list'],
  ['POST', `${CUSTOMER}/balance_transactions`, 'customer_balance_transaction'],
  ['GET', `${CUSTOMER}/balance_transactions/:id`, 'customer_balance_transaction'],
  ['POST', `${CUSTOMER}/balance_transactions/:id`, 'customer_balance_transaction'],
  ['GET', `${CUSTOMER}/cash_balance`, 'cash_balance'],
  ['POST', `${CUSTOMER}/cash_balance`, 'cash_balance'],
  ['GET', `${CUSTOMER}/cash_balance_transactions`, 'customer_cash_balance_transaction', 'list'],
  ['GET', `${CUSTOMER}/cash_balance_transactions/:id`, 'customer_cash_balance_transaction'],
  ['DELETE', `${CUSTOMER}/discount`, 'discount', 'deleted'],
  ['POST', `${CUSTOMER}/funding_instructions`, 'funding_instructions'],
  ['GET', `${CUSTOMER}/sources`, 'card', 'list'],
  ['POST', `${CUSTOMER}/sources`, 'card'],
  ['GET', `${CUSTOMER}/sources/:id`, 'card'],
  ['POST', `${CUSTOMER}/sources/:id`, 'card'],
  ['DELETE', `${CUSTOMER}/sources/:id`, 'card', 'deleted'],
  ['POST', `${CUSTOMER}/sources/:id/verify`, 'bank_account'],
  ['GET', `${CUSTOMER}/tax_ids`, 'tax_id', 'list'],
  ['POST', `${CUSTOMER}/tax_ids`, 'tax_id'],
  ['GET', `${CUSTOMER}/tax_ids/:id`, 'tax_id'],
  ['DELETE', `${CUSTOMER}/tax_ids/:id`, 'tax_id', 'deleted'],
  ['POST', '/v1/payment_intents/:id/apply_customer_balance', 'payment_intent'],
  ['POST', '/v1/payment_intents/:id/verify_microdeposits', 'payment_intent'],
  ['POST', '/v1/setup_intents/:id/verify_microdeposits', 'setup_intent'],
  ['GET', '/v1/charges/:charge/refunds', 'refund', 'list'],
];

export function lenientRoutes(state: StripeState): readonly Route[] {
  return ROWS.map(([method, path, object, form]) => ({
    method,
    path,
    operation: 'other',
    body: method === 'GET' ? 'none' : 'form',
    orderOf: () => null,
    handle: ({ request }) => jsonAnswer(200, render(state, request, object, form)),
  }));
}

function render(
  state: StripeState,
  { params, path, form }: GatewayRequest,
  object: string,
  shape: Row[3],
): Json {
  const id = params['id'] ?? state.gateway.ids.next(`${object}_`, 14);
  if (shape === 'deleted') return { id, object, deleted: true };
  const item = { ...plain(form), id, object, livemode: false };
  return shape === 'list' ? { object: 'list', data: [item], has_more: false, url: path } : item;
}

/** A form as JSON would have it, all of it text. */
function plain(form: FormTree): Json {
  return Object.fromEntries(
    Object.entries(form).map(([field, value]) => [
      field,
      typeof value === 'object' ? plain(value) : value,
    ]),
  );
}
