import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import { jsonAnswer, noSuch } from './api-errors.ts';
import { expand } from './expand.ts';
import { answerIntent, ANY_STATUS, findIntent } from './intents.ts';
import { listPage } from './lists.ts';
import { readText } from './parameters.ts';
import { makeIntent } from './stand-ins.ts';
import type { StripeState } from './state.ts';
import { wireIntent } from './wire-intents.ts';

export function retrieveIntent(state: StripeState, call: Call): Answer {
  const { params, query } = call.request;
  const intent = findIntent(state, params['id'] ?? '', ANY_STATUS);
  const secret = readText(query, 'client_secret');
  if (secret !== null && secret !== intent.clientSecret) {
    throw noSuch('payment_intent', intent.id, 'intent');
  }
  call.report.object = intent.id;
  return answerIntent(state, call, intent);
}

export function listIntents(state: StripeState, call: Call): Answer {
  const { query } = call.request;
  const customer = readText(query, 'customer');
  const list = listPage(state, query, {
    url: '/v1/payment_intents',
    what: 'payment_intent',
    items: state.intents.values(),
    isWanted: (intent) => customer === null || intent.customer === customer,
    render: wireIntent,
    standIn: () => makeIntent(state, null, 'requires_payment_method'),
  });
  return jsonAnswer(200, expand(state, query, list));
}
