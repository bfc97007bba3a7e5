import type { Answer } from '../../kernel/answer.ts';
import type { Call, HttpMethod, Route, RouteOperation } from '../../kernel/dialect.ts';
import type { FormTree, GatewayRequest } from '../../kernel/request.ts';
import { cancelIntent, captureIntent } from './capture-and-cancel.ts';
import { listCharges, retrieveCharge } from './charges.ts';
import { confirmIntent } from './confirm.ts';
import { createIntent, updateIntent } from './create-intent.ts';
import { checkExpand, type WireKind } from './expand.ts';
import { checkKey } from './idempotency.ts';
import { createPaymentMethod, retrievePaymentMethod } from './payment-methods.ts';
import { listIntents, retrieveIntent, searchedOrder, searchIntents } from './read-intents.ts';
import { createRefund, intentOfRefund, listRefunds, retrieveRefund } from './refunds.ts';
import { ORDER_KEY, type StripeState } from './state.ts';

type Finder = (state: StripeState, request: GatewayRequest) => string | null;
type Operation = RouteOperation | ((request: GatewayRequest) => RouteOperation);

/** Method, path, operation, what it answers with, its handler, and where the order is found. */
type Row = readonly [
  HttpMethod,
  string,
  Operation,
  WireKind | `${WireKind} list`,
  (state: StripeState, call: Call) => Answer,
  Finder,
];

/** A create that also confirms may move money. */
const createOrConfirm = ({ form }: GatewayRequest): RouteOperation =>
  form['confirm'] === 'true' ? 'confirm' : 'create';

const ofIntent: Finder = (state, { params }) => state.orderOfIntent(params['id']);
const ofCharge: Finder = (state, { params }) =>
  state.orderOfIntent(state.charges.get(params['id'] ?? '')?.intent);
const ofRefund: Finder = (state, { params }) =>
  state.orderOfIntent(state.refunds.get(params['id'] ?? '')?.intent);
const ofRefunded: Finder = (state, { form }) => state.orderOfIntent(intentOfRefund(state, form));
const inForm: Finder = (_state, { form }) => orderIn(form);
const inSearch: Finder = (_state, { query }) => searchedOrder(query);
const nowhere: Finder = () => null;

const INTENTS = '/v1/payment_intents';
const METHODS = '/v1/payment_methods';

const ROWS: readonly Row[] = [
  ['POST', INTENTS, createOrConfirm, 'payment_intent', createIntent, inForm],
  ['GET', INTENTS, 'retrieve', 'payment_intent list', listIntents, nowhere],
  ['GET', `${INTENTS}/search`, 'retrieve', 'payment_intent list', searchIntents, inSearch],
  ['GET', `${INTENTS}/:id`, 'retrieve', 'payment_intent', retrieveIntent, ofIntent],
  ['POST', `${INTENTS}/:id`, 'other', 'payment_intent', updateIntent, ofIntent],
  ['POST', `${INTENTS}/:id/confirm`, 'confirm', 'payment_intent', confirmIntent, ofIntent],
  ['POST', `${INTENTS}/:id/capture`, 'capture', 'payment_intent', captureIntent, ofIntent],
  ['POST', `${INTENTS}/:id/cancel`, 'void', 'payment_intent', cancelIntent, ofIntent],
  ['POST', '/v1/refunds', 'refund', 'refund', createRefund, ofRefunded],
  ['GET', '/v1/refunds', 'retrieve', 'refund list', listRefunds, nowhere],
  ['GET', '/v1/refunds/:id', 'retrieve', 'refund', retrieveRefund, ofRefund],
  ['GET', '/v1/charges', 'retrieve', 'charge list', listCharges, nowhere],
  ['GET', '/v1/charges/:id', 'retrieve', 'charge', retrieveCharge, ofCharge],
  ['POST', METHODS, 'other', 'payment_method', createPaymentMethod, nowhere],
  ['GET', `${METHODS}/:id`, 'other', 'payment_method', retrievePaymentMethod, nowhere],
];

export function stripeRoutes(state: StripeState): readonly Route[] {
  return ROWS.map(([method, path, operation, answers, handle, findOrder]) => {
    const { kind, isList } = readAnswers(answers);
    return {
      method,
      path,
      operation,
      body: method === 'GET' ? 'none' : 'form',
      orderOf: (request) => findOrder(state, request),
      handle: (call) => {
        const { query, form } = call.request;
        checkKey(call.request);
        checkExpand(method === 'GET' ? query : form, kind, isList);
        return handle(state, call);
      },
    };
  });
}

function readAnswers(answers: Row[3]): { readonly kind: WireKind; readonly isList: boolean } {
  const [kind] = answers.split(' ') as [WireKind];
  return { kind, isList: answers.endsWith(' list') };
}

function orderIn(form: FormTree): string | null {
  const { metadata } = form;
  if (typeof metadata !== 'object') return null;
  const order = metadata[ORDER_KEY];
  return typeof order === 'string' && order !== '' ? order : null;
}
