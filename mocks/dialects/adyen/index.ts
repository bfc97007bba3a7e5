import type { Answer } from '../../kernel/answer.ts';
import type { Dialect, GatewayContext, OpenDialect, Route } from '../../kernel/dialect.ts';
import { MERCHANT_ACCOUNTS } from './accounts.ts';
import { createAgenda } from './agenda.ts';
import { createApiErrors } from './api-errors.ts';
import { authenticate } from './authenticate.ts';
import { openBooks } from './books.ts';
import { carryOut } from './carry-out.ts';
import type { Desk } from './desk.ts';
import { expireIfDue, expirePayments } from './expiry.ts';
import { factsOf } from './facts.ts';
import { createIdempotencyRules, keyOf } from './idempotency.ts';
import { pspReference } from './ids.ts';
import { modificationRoutes } from './modification-routes.ts';
import { paymentRoutes } from './payment-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { createSettlementRules } from './settlement.ts';
import { shopperRoutes } from './shopper-routes.ts';
import { underEveryAddress } from './versions.ts';
import { createHmacKeys, createWebhookRules } from './webhooks.ts';

export interface AdyenOptions {
  /** How long after its acceptance a modification takes effect, on the gateway's clock. */
  readonly modificationDelayMs?: number;
}

const MODIFICATION_DELAY_MS = 500;
const BODY_LIMIT_BYTES = 1_048_576;

/** Adyen's Checkout API, version 72. Where it knowingly differs: docs/gateways/adyen.md. */
export function createAdyenDialect({
  modificationDelayMs = MODIFICATION_DELAY_MS,
}: AdyenOptions = {}): Dialect {
  return {
    name: 'adyen',
    offers: ['modificationDelayMs'],
    open: (gateway) => open(gateway, gateway.behaviour.modificationDelayMs ?? modificationDelayMs),
  };
}

/** With the usual delay of modifications. */
export const adyenDialect: Dialect = createAdyenDialect();

function open(gateway: GatewayContext, modificationDelayMs: number): OpenDialect {
  const errors = createApiErrors(gateway.ids);
  const books = openBooks(gateway);
  const agenda = createAgenda(gateway, modificationDelayMs, (task, dueMs) =>
    carryOut(desk, task, dueMs),
  );
  const desk: Desk = { gateway, books, errors, agenda };
  const credentials = {
    apiKey: gateway.ids.next('AQE', 90),
    username: 'ws@Company.PaydrillCompany',
    password: gateway.ids.next('', 24),
    clientKey: gateway.ids.next('test_', 32),
  };
  const hmacKeys = createHmacKeys(
    gateway.ids.hex(64).toUpperCase(),
    gateway.ids.hex(64).toUpperCase(),
  );
  const checkout = [...paymentRoutes(desk), ...modificationRoutes(desk), ...sessionRoutes(desk)];
  return {
    routes: [...underEveryAddress(checkout), ...shopperRoutes(desk, credentials.clientKey)].map(
      (route) => upToDate(desk, route),
    ),
    environment: {
      ADYEN_API_KEY: credentials.apiKey,
      ADYEN_USERNAME: credentials.username,
      ADYEN_PASSWORD: credentials.password,
      ADYEN_CLIENT_KEY: credentials.clientKey,
      ADYEN_HMAC_KEY: hmacKeys.first,
      ADYEN_MERCHANT_ACCOUNT: MERCHANT_ACCOUNTS[0].code,
    },
    errors,
    idempotency: createIdempotencyRules(errors),
    webhooks: createWebhookRules(hmacKeys),
    settlement: createSettlementRules(books),
    bodyLimitBytes: BODY_LIMIT_BYTES,
    nextExchangeId: () => pspReference(gateway.ids),
    seal: (answer, { exchange, request }) => {
      const key = request === null ? null : keyOf(request);
      return withHeaders(answer, {
        pspreference: exchange,
        'cache-control': 'no-cache, no-store, private, must-revalidate, max-age=0',
        ...(key === null ? {} : { 'idempotency-key': key }),
      });
    },
    authenticate: (request) => authenticate(request, credentials, errors),
    refuse: (problem) => errors.refuse(problem),
    // Adyen has keys, not tokens.
    expireTokens: () => undefined,
    factsOf: (request) => factsOf(books, request),
    rotateKeys: (rotation) => hmacKeys.rotate(rotation),
    countPayments: () => books.payments.size,
    countPending: () => agenda.pending,
    onClockMoved: () => {
      agenda.catchUp();
      expirePayments(desk);
    },
  };
}

const withHeaders = (answer: Answer, headers: Readonly<Record<string, string>>): Answer => ({
  ...answer,
  headers: { ...headers, ...answer.headers },
});

/** A timer may be late; what a request sees is not. */
function upToDate(desk: Desk, route: Route): Route {
  return {
    ...route,
    handle: (call) => {
      desk.agenda.catchUp();
      const payment = desk.books.payments.get(call.request.params['psp'] ?? '');
      if (payment !== undefined) expireIfDue(desk, payment, desk.gateway.clock.now());
      return route.handle(call);
    },
  };
}
