import type { Answer } from '../../kernel/answer.ts';
import type { Call, HttpMethod, Route, RouteOperation } from '../../kernel/dialect.ts';
import type { FormTree, GatewayRequest } from '../../kernel/request.ts';
import * as account from './account-routes.ts';
import * as authentication from './authentication-routes.ts';
import { cancelIntent, captureIntent, expireHolds } from './capture-and-cancel.ts';
import * as charges from './charges.ts';
import { confirmIntent } from './confirm.ts';
import { createIntent, updateIntent } from './create-intent.ts';
import * as customers from './customers.ts';
import * as endpoints from './endpoint-routes.ts';
import { checkExpand, type WireKind } from './expand.ts';
import { checkKey } from './idempotency.ts';
import { incrementAuthorization } from './increment.ts';
import * as known from './known-parameters.ts';
import * as methods from './method-routes.ts';
import { refuseUnknown } from './parameters.ts';
import { listIntents, retrieveIntent } from './read-intents.ts';
import * as refunds from './refunds.ts';
import { searchCharges, searchCustomers, searchedOrder, searchIntents } from './search.ts';
import * as setups from './setup-intents.ts';
import { ORDER_KEY, type StripeState } from './state.ts';

type Finder = (state: StripeState, request: GatewayRequest) => string | null;
type Operation = RouteOperation | ((request: GatewayRequest) => RouteOperation);

/** Method, path, operation, what it answers with, what it takes, its handler, where the order is. */
type Row = readonly [
  HttpMethod,
  string,
  Operation,
  WireKind | `${WireKind} list`,
  ReadonlySet<string>,
  (state: StripeState, call: Call) => Answer,
  Finder?,
];

/** A create that also confirms may move money. */
const createOrConfirm = ({ form }: GatewayRequest): RouteOperation =>
  form['confirm'] === 'true' ? 'confirm' : 'create';

const ofIntent: Finder = (state, { params }) => state.orderOfIntent(params['id']);
const ofCharge: Finder = (state, { params }) => state.orderOfCharge(params['id']);
const ofRefund: Finder = (state, { params }) =>
  state.orderOfCharge(state.refunds.get(params['id'] ?? '')?.charge);
const ofRefunded: Finder = (state, { form }) => refunds.orderOfRefund(state, form);
const inForm: Finder = (_state, { form }) => orderIn(form);
const inSearch: Finder = (_state, { query }) => searchedOrder(query);

const INTENTS = '/v1/payment_intents';
const INTENT = `${INTENTS}/:id`;
const CHARGES = '/v1/charges';
const REFUNDS = '/v1/refunds';
const METHODS = '/v1/payment_methods';
const CUSTOMERS = '/v1/customers';
const SETUPS = '/v1/setup_intents';
const ENDPOINTS = '/v1/webhook_endpoints';
const TRANSACTIONS = '/v1/balance_transactions';
const { ONLY_EXPAND, NOTHING, SEARCH } = known;

const PAYMENTS: readonly Row[] = [
  ['POST', INTENTS, createOrConfirm, 'payment_intent', known.CREATE_INTENT, createIntent, inForm],
  ['GET', INTENTS, 'retrieve', 'payment_intent list', known.LIST_INTENTS, listIntents],
  ['GET', `${INTENTS}/search`, 'retrieve', 'payment_intent list', SEARCH, searchIntents, inSearch],
  ['GET', INTENT, 'retrieve', 'payment_intent', known.RETRIEVE_INTENT, retrieveIntent, ofIntent],
  ['POST', INTENT, 'other', 'payment_intent', known.UPDATE_INTENT, updateIntent, ofIntent],
  [
    'POST',
    `${INTENT}/confirm`,
    'confirm',
    'payment_intent',
    known.CONFIRM_INTENT,
    confirmIntent,
    ofIntent,
  ],
  [
    'POST',
    `${INTENT}/capture`,
    'capture',
    'payment_intent',
    known.CAPTURE_INTENT,
    captureIntent,
    ofIntent,
  ],
  [
    'POST',
    `${INTENT}/cancel`,
    'void',
    'payment_intent',
    known.CANCEL_INTENT,
    cancelIntent,
    ofIntent,
  ],
  [
    'POST',
    `${INTENT}/increment_authorization`,
    // The issuer is asked again.
    'confirm',
    'payment_intent',
    known.INCREMENT_INTENT,
    incrementAuthorization,
    ofIntent,
  ],
  ['POST', CHARGES, 'confirm', 'charge', known.CREATE_CHARGE, charges.createCharge, inForm],
  ['GET', CHARGES, 'retrieve', 'charge list', known.LIST_CHARGES, charges.listCharges],
  ['GET', `${CHARGES}/search`, 'retrieve', 'charge list', SEARCH, searchCharges, inSearch],
  ['GET', `${CHARGES}/:id`, 'retrieve', 'charge', ONLY_EXPAND, charges.retrieveCharge, ofCharge],
  [
    'POST',
    `${CHARGES}/:id`,
    'other',
    'charge',
    known.UPDATE_CHARGE,
    charges.updateCharge,
    ofCharge,
  ],
  [
    'POST',
    `${CHARGES}/:id/capture`,
    'capture',
    'charge',
    known.CAPTURE_CHARGE,
    charges.captureCharge,
    ofCharge,
  ],
  ['POST', REFUNDS, 'refund', 'refund', known.CREATE_REFUND, refunds.createRefund, ofRefunded],
  ['GET', REFUNDS, 'retrieve', 'refund list', known.LIST_REFUNDS, refunds.listRefunds],
  ['GET', `${REFUNDS}/:id`, 'retrieve', 'refund', ONLY_EXPAND, refunds.retrieveRefund, ofRefund],
  [
    'POST',
    `${REFUNDS}/:id`,
    'other',
    'refund',
    known.UPDATE_REFUND,
    refunds.updateRefund,
    ofRefund,
  ],
  ['POST', `${REFUNDS}/:id/cancel`, 'other', 'refund', ONLY_EXPAND, refunds.cancelRefund, ofRefund],
];

const SAVED: readonly Row[] = [
  ['POST', METHODS, 'other', 'payment_method', known.CREATE_METHOD, methods.createPaymentMethod],
  ['GET', METHODS, 'other', 'payment_method list', known.LIST_METHODS, methods.listPaymentMethods],
  ['GET', `${METHODS}/:id`, 'other', 'payment_method', ONLY_EXPAND, methods.retrievePaymentMethod],
  [
    'POST',
    `${METHODS}/:id`,
    'other',
    'payment_method',
    known.UPDATE_METHOD,
    methods.updatePaymentMethod,
  ],
  [
    'POST',
    `${METHODS}/:id/attach`,
    'other',
    'payment_method',
    known.ATTACH_METHOD,
    methods.attachPaymentMethod,
  ],
  [
    'POST',
    `${METHODS}/:id/detach`,
    'other',
    'payment_method',
    ONLY_EXPAND,
    methods.detachPaymentMethod,
  ],
  ['POST', CUSTOMERS, 'other', 'customer', known.CREATE_CUSTOMER, customers.createCustomer],
  ['GET', CUSTOMERS, 'other', 'customer list', known.LIST_CUSTOMERS, customers.listCustomers],
  ['GET', `${CUSTOMERS}/search`, 'other', 'customer list', SEARCH, searchCustomers],
  ['GET', `${CUSTOMERS}/:id`, 'other', 'customer', ONLY_EXPAND, customers.retrieveCustomer],
  [
    'POST',
    `${CUSTOMERS}/:id`,
    'other',
    'customer',
    known.UPDATE_CUSTOMER,
    customers.updateCustomer,
  ],
  ['DELETE', `${CUSTOMERS}/:id`, 'other', 'customer', NOTHING, customers.deleteCustomer],
  [
    'GET',
    `${CUSTOMERS}/:customer/payment_methods`,
    'other',
    'payment_method list',
    known.LIST_METHODS,
    methods.listPaymentMethods,
  ],
  [
    'GET',
    `${CUSTOMERS}/:customer/payment_methods/:id`,
    'other',
    'payment_method',
    ONLY_EXPAND,
    methods.retrieveCustomerMethod,
  ],
  ['POST', SETUPS, 'other', 'setup_intent', known.CREATE_SETUP, setups.createSetup],
  ['GET', SETUPS, 'other', 'setup_intent list', known.LIST_SETUPS, setups.listSetups],
  ['GET', `${SETUPS}/:id`, 'other', 'setup_intent', known.RETRIEVE_INTENT, setups.retrieveSetup],
  ['POST', `${SETUPS}/:id`, 'other', 'setup_intent', known.UPDATE_SETUP, setups.updateSetup],
  [
    'POST',
    `${SETUPS}/:id/confirm`,
    'other',
    'setup_intent',
    known.CONFIRM_SETUP,
    setups.confirmSetup,
  ],
  [
    'POST',
    `${SETUPS}/:id/cancel`,
    'other',
    'setup_intent',
    known.CANCEL_INTENT,
    setups.cancelSetup,
  ],
];

const ACCOUNT: readonly Row[] = [
  ['GET', '/v1/balance', 'other', 'balance', ONLY_EXPAND, account.retrieveBalance],
  [
    'GET',
    TRANSACTIONS,
    'other',
    'balance_transaction list',
    known.LIST_TRANSACTIONS,
    account.listTransactions,
  ],
  [
    'GET',
    `${TRANSACTIONS}/:id`,
    'other',
    'balance_transaction',
    ONLY_EXPAND,
    account.retrieveTransaction,
  ],
  ['GET', '/v1/events', 'other', 'event list', known.LIST_EVENTS, account.listEvents],
  ['GET', '/v1/events/:id', 'other', 'event', ONLY_EXPAND, account.retrieveEvent],
  ['POST', ENDPOINTS, 'other', 'webhook_endpoint', known.CREATE_ENDPOINT, endpoints.createEndpoint],
  [
    'GET',
    ENDPOINTS,
    'other',
    'webhook_endpoint list',
    known.LIST_ENDPOINTS,
    endpoints.listEndpoints,
  ],
  ['GET', `${ENDPOINTS}/:id`, 'other', 'webhook_endpoint', ONLY_EXPAND, endpoints.retrieveEndpoint],
  [
    'POST',
    `${ENDPOINTS}/:id`,
    'other',
    'webhook_endpoint',
    known.UPDATE_ENDPOINT,
    endpoints.updateEndpoint,
  ],
  ['DELETE', `${ENDPOINTS}/:id`, 'other', 'webhook_endpoint', NOTHING, endpoints.deleteEndpoint],
];

export function stripeRoutes(state: StripeState): readonly Route[] {
  return [
    ...[...PAYMENTS, ...SAVED, ...ACCOUNT].map((row) => routeOf(state, row)),
    ...authenticationRoutes(state),
  ];
}

function routeOf(state: StripeState, row: Row): Route {
  const [method, path, operation, answers, parameters, handle, findOrder] = row;
  const [kind] = answers.split(' ') as [WireKind];
  const isList = answers.endsWith(' list');
  const { isLenient } = state.gateway.behaviour;
  return {
    method,
    path,
    operation,
    body: method === 'GET' ? 'none' : 'form',
    orderOf: (request) => findOrder?.(state, request) ?? null,
    handle: (call) => {
      const { query, form } = call.request;
      const given = method === 'GET' ? query : form;
      checkKey(call.request);
      state.letLapse(expireHolds);
      if (!isLenient) {
        refuseUnknown(given, parameters);
        checkExpand(given, kind, isList);
      }
      return handle(state, call);
    },
  };
}

/** The issuer's page is open: it is the customer's browser that comes, without any key. */
function authenticationRoutes(state: StripeState): readonly Route[] {
  const path = '/3d_secure/:id';
  const open = { operation: 'other', body: 'none', isOpen: true } as const;
  const orderOf = (request: GatewayRequest) => ofIntent(state, request);
  return [
    {
      ...open,
      method: 'GET',
      path,
      orderOf,
      handle: (call) => authentication.showAuthentication(state, call),
    },
    {
      ...open,
      method: 'POST',
      path: `${path}/complete`,
      orderOf,
      handle: (call) => authentication.completeAuthentication(state, call),
    },
    {
      ...open,
      method: 'POST',
      path: `${path}/fail`,
      orderOf,
      handle: (call) => authentication.refuseAuthentication(state, call),
    },
  ];
}

function orderIn(form: FormTree): string | null {
  const { metadata } = form;
  if (typeof metadata !== 'object') return null;
  const order = metadata[ORDER_KEY];
  return typeof order === 'string' && order !== '' ? order : null;
}
