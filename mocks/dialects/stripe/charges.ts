import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import { jsonAnswer } from './api-errors.ts';
import { expand } from './expand.ts';
import { listPage } from './lists.ts';
import { readText } from './parameters.ts';
import type { StripeState } from './state.ts';
import { wireCharge } from './wire.ts';

export function retrieveCharge(state: StripeState, call: Call): Answer {
  const { params, query } = call.request;
  const charge = state.charge(params['id'] ?? '');
  call.report.object = charge.intent;
  return jsonAnswer(200, expand(state, query, wireCharge(charge)));
}

export function listCharges(state: StripeState, call: Call): Answer {
  const { query } = call.request;
  const intent = readText(query, 'payment_intent');
  const items = [...state.charges.values()].filter(
    (charge) => intent === null || charge.intent === intent,
  );
  const page = { url: '/v1/charges', what: 'charge', render: wireCharge };
  return jsonAnswer(200, expand(state, query, listPage(query, items, page)));
}
