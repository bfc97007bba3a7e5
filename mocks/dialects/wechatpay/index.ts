import type { Dialect, GatewayContext, OpenDialect, Route } from '../../kernel/dialect.ts';
import { refuse, technicalErrors } from './api-errors.ts';
import { refuseStranger } from './authentication.ts';
import { billRoutes, createSettlementRules } from './bill-routes.ts';
import { openBooks } from './books.ts';
import { catchUp } from './catch-up.ts';
import { certificateRoutes } from './certificate-routes.ts';
import type { Desk } from './desk.ts';
import { factsOf } from './facts.ts';
import { createIdempotencyRules } from './idempotency.ts';
import { requestId } from './ids.ts';
import { createMerchant, environmentOf } from './merchant.ts';
import { createWebhookRules } from './notify.ts';
import { payerRoutes } from './payer-routes.ts';
import { openPlatform } from './platform.ts';
import { refundRoutes } from './refund-routes.ts';
import { seal } from './seal.ts';
import { transactionRoutes } from './transaction-routes.ts';

// Where it knowingly differs from WeChat Pay: docs/gateways/wechatpay.md.

/** WeChat Pay as a gateway speaks it: APIv3 of a domestic merchant, signed both ways. */
export const wechatpayDialect: Dialect = { name: 'wechatpay', offers: ['limitsRates'], open };

const BODY_LIMIT_BYTES = 1_048_576;

function open(gateway: GatewayContext): OpenDialect {
  const desk: Desk = {
    gateway,
    books: openBooks(gateway),
    merchant: createMerchant(gateway),
    platform: openPlatform(gateway),
    catchUp: () => catchUp(desk),
  };
  const { merchant, platform, books } = desk;
  const settlement = createSettlementRules(desk);
  const routes = [
    ...transactionRoutes(desk),
    ...refundRoutes(desk),
    ...certificateRoutes(desk),
    ...billRoutes(desk, settlement),
    ...payerRoutes(desk),
  ].map((route) => punctually(desk, route));
  return {
    routes,
    environment: environmentOf(merchant, platform),
    errors: technicalErrors,
    idempotency: createIdempotencyRules(desk),
    webhooks: createWebhookRules(platform, gateway.ids),
    settlement,
    bodyLimitBytes: BODY_LIMIT_BYTES,
    nextExchangeId: () => requestId(gateway.ids),
    seal: (answer, sealing) => seal(platform, answer, sealing),
    authenticate: (request) => refuseStranger(gateway, merchant, request),
    refuse: (problem) => refuse(problem, (path) => isServed(routes, path)),
    expireTokens: () => undefined,
    factsOf: (request) => factsOf(books, request),
    rotateKeys: (rotation) => platform.rotate(rotation),
    signsAnswers: true,
    countPayments: () => books.orders.size,
    countPending: () => books.plans.size,
    onClockMoved: () => catchUp(desk),
  };
}

/** Whatever was due before a request is done before it. */
const punctually = (desk: Desk, route: Route): Route => ({
  ...route,
  handle(call) {
    desk.catchUp();
    return route.handle(call);
  },
});

function isServed(routes: readonly Route[], path: string): boolean {
  const steps = path.split('/');
  return routes.some((route) => {
    const pattern = route.path.split('/');
    return (
      pattern.length === steps.length &&
      pattern.every((step, index) => step.startsWith(':') || step === steps[index])
    );
  });
}
