import type { Dialect, GatewayContext, OpenDialect, Route } from '../../kernel/dialect.ts';
import { createApiErrors } from './api-errors.ts';
import { approvalRoutes } from './approval-routes.ts';
import { authorizationRoutes, expireHolds } from './authorization-routes.ts';
import { openBooks } from './books.ts';
import { captureRoutes } from './capture-routes.ts';
import type { Desk } from './desk.ts';
import { factsOf } from './facts.ts';
import { createIdempotencyRules } from './idempotency.ts';
import { debugId, resourceId } from './ids.ts';
import { withNegativeTesting } from './negative-testing.ts';
import { orderRoutes } from './order-routes.ts';
import { payerPages } from './payer-pages.ts';
import { endReviews, resumeReviews } from './review.ts';
import { createSettlementRules } from './settlement.ts';
import { refuseStranger, tokenRoute } from './token-routes.ts';
import { createTokenStore } from './tokens.ts';
import { webhookEventRoutes } from './webhook-event-routes.ts';
import { webhookManagementRoutes } from './webhook-management-routes.ts';
import { createWebhookRules, webhookRoutes } from './webhook-routes.ts';
import { createWebhookSigner } from './webhook-signer.ts';

// Where it knowingly differs from PayPal: docs/gateways/paypal.md.

/** PayPal as a gateway speaks it: OAuth 2, Orders v2, Payments v2 and signed webhooks. */
export const paypalDialect: Dialect = { name: 'paypal', open };

const BODY_LIMIT_BYTES = 1_048_576;

function open(gateway: GatewayContext): OpenDialect {
  const errors = createApiErrors(gateway.ids);
  const desk: Desk = { gateway, errors, books: openBooks(gateway) };
  const tokens = createTokenStore(gateway);
  const credentials = {
    clientId: gateway.ids.next('A', 79),
    clientSecret: gateway.ids.next('E', 79),
  };
  const signer = createWebhookSigner(gateway, resourceId(gateway.ids));
  const merchantId = gateway.ids.next('', 13).toUpperCase();
  const testable = [...orderRoutes(desk), ...authorizationRoutes(desk), ...captureRoutes(desk)].map(
    (route) => withNegativeTesting(lookingAtReviews(desk, route), errors),
  );
  resumeReviews(desk);
  const routes = [
    tokenRoute(gateway, tokens, credentials),
    ...testable,
    ...approvalRoutes(desk),
    ...payerPages(desk),
    ...webhookRoutes(desk, signer),
    ...webhookManagementRoutes(desk),
    ...webhookEventRoutes(desk),
  ];
  return {
    routes,
    environment: {
      PAYPAL_CLIENT_ID: credentials.clientId,
      PAYPAL_CLIENT_SECRET: credentials.clientSecret,
      PAYPAL_WEBHOOK_ID: signer.webhookId,
    },
    errors: {
      ...errors,
      staleToken: () => errors.invalidToken('Token signature verification failed'),
    },
    idempotency: createIdempotencyRules(desk),
    webhooks: createWebhookRules(desk, signer),
    settlement: createSettlementRules(desk.books, merchantId),
    bodyLimitBytes: BODY_LIMIT_BYTES,
    nextExchangeId: () => debugId(gateway.ids),
    seal: (answer, { exchange }) => ({
      ...answer,
      headers: { 'paypal-debug-id': exchange, 'cache-control': 'no-store', ...answer.headers },
    }),
    authenticate: (request) => refuseStranger(request, tokens, errors),
    refuse: (problem) =>
      problem.kind === 'unknown-route' && isPathOf(routes, problem.path)
        ? errors.status(405)
        : errors.refuse(problem),
    expireTokens: () => tokens.expireAll(),
    factsOf: (request) => factsOf(desk.books, request),
    rotateKeys: (rotation) => signer.rotate(rotation),
    countPayments: () => desk.books.orders.size,
    countPending: () => desk.books.reviews.size,
    onClockMoved: () => {
      endReviews(desk);
      expireHolds(desk);
    },
  };
}

/** What is due is over, also where its timer has not fired yet. */
const lookingAtReviews = (desk: Desk, route: Route): Route => ({
  ...route,
  handle: (call) => {
    endReviews(desk);
    return route.handle(call);
  },
});

/**
 * Whether there is something at this path, if only by another method.
 * https://developer.paypal.com/api/rest/responses/ (METHOD_NOT_SUPPORTED)
 */
const isPathOf = (routes: readonly Route[], path: string): boolean =>
  routes.some((route) => new RegExp(`^${route.path.replaceAll(/:\w+/g, '[^/]+')}$`).test(path));
