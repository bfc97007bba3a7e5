import type { Dialect, GatewayContext, OpenDialect } from '../../kernel/dialect.ts';
import { createReader } from './asked.ts';
import { createBillRules } from './bill.ts';
import { billFileRoute } from './bill-routes.ts';
import { openBooks } from './books.ts';
import { cashierRoutes } from './cashier.ts';
import { checkCaller } from './check-caller.ts';
import type { Desk } from './desk.ts';
import { ERRORS, refuse } from './errors.ts';
import { holdUpToDate } from './holds.ts';
import { factsOf } from './facts.ts';
import { NO_KEYS } from './idempotency.ts';
import { traceId } from './ids.ts';
import { createMerchant, environmentOf } from './merchant.ts';
import { isMethod, isPage } from './methods.ts';
import { createNotifyRules } from './notify.ts';
import { gatewayRoutes, restRoutes } from './routes.ts';
import { createSeal } from './seal.ts';
import { upToDate } from './trade-state.ts';

// Where it knowingly differs from Alipay: docs/gateways/alipay.md.

/** Alipay's OpenAPI as a gateway speaks it: v2 at `gateway.do`, v3 as REST, RSA2 both ways. */
export const alipayDialect: Dialect = { name: 'alipay', open };

const BODY_LIMIT_BYTES = 1_048_576;

function open(gateway: GatewayContext): OpenDialect {
  const desk: Desk = {
    gateway,
    books: openBooks(gateway),
    merchant: createMerchant(gateway),
    asked: createReader(),
  };
  const bills = createBillRules(desk);
  return {
    routes: [
      ...gatewayRoutes(desk),
      ...restRoutes(desk),
      ...cashierRoutes(desk),
      billFileRoute(desk, bills),
    ],
    environment: environmentOf(desk.merchant),
    errors: ERRORS,
    idempotency: NO_KEYS,
    webhooks: createNotifyRules(desk),
    settlement: bills,
    bodyLimitBytes: BODY_LIMIT_BYTES,
    nextExchangeId: () => traceId(gateway.ids),
    seal: createSeal(desk, isPage),
    authenticate: (request) => checkCaller(desk, request, isMethod),
    refuse,
    // There are no tokens: every request is signed.
    expireTokens: () => undefined,
    factsOf: (request) => factsOf(desk, request),
    rotateKeys: (rotation) => desk.merchant.rotate(rotation),
    signsAnswers: true,
    writesWhenSealing: true,
    countPayments: () => desk.books.trades.size + desk.books.auths.size,
    onClockMoved: () => {
      for (const trade of desk.books.trades.values()) upToDate(desk, trade);
      for (const auth of desk.books.auths.values()) holdUpToDate(desk, auth);
    },
  };
}
