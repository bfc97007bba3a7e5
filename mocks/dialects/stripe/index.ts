import type { Dialect } from '../../kernel/dialect.ts';
import { headerOf } from '../../kernel/request.ts';
import { API_VERSION } from './api-version.ts';
import { authenticate } from './authentication.ts';
import { expireHolds } from './capture-and-cancel.ts';
import { factsOf } from './facts.ts';
import { idempotencyKeyOf, stripeIdempotency } from './idempotency.ts';
import { refuseRequest, stripeErrors } from './provider-errors.ts';
import { stripeLocks } from './locks.ts';
import { stripeRates } from './rates.ts';
import { stripeRoutes } from './routes.ts';
import { stripeSettlement } from './settlement.ts';
import { StripeState } from './state.ts';
import { lenientRoutes } from './stateless-routes.ts';
import { createWebhookSecrets } from './webhook-secrets.ts';
import { stripeWebhooks } from './webhooks.ts';

/** Stripe's PaymentIntents API with card payments, as the official SDKs speak it. */
export const stripeDialect: Dialect = {
  name: 'stripe',
  offers: ['isLenient', 'limitsRates'],
  open: (gateway) => {
    const state = new StripeState(gateway);
    const { isLenient } = gateway.behaviour;
    const secretKey = gateway.ids.next('sk_test_', 32);
    const secrets = createWebhookSecrets(gateway.ids.next('whsec_', 32));
    return {
      routes: [...stripeRoutes(state), ...(isLenient ? lenientRoutes(state) : [])],
      environment: { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: secrets.first },
      errors: stripeErrors,
      idempotency: stripeIdempotency,
      webhooks: stripeWebhooks(state, secrets),
      settlement: stripeSettlement(state),
      locks: stripeLocks(state),
      rates: stripeRates,
      bodyLimitBytes: 64 * 1024,
      nextExchangeId: () => gateway.ids.next('req_', 14),
      seal: (answer, { exchange, request }) => {
        const version = request === null ? undefined : headerOf(request, 'stripe-version');
        const key = request === null ? null : idempotencyKeyOf(request);
        const headers: Record<string, string> = {
          'request-id': exchange,
          'stripe-version': version ?? API_VERSION,
        };
        if (key !== null) {
          headers['idempotency-key'] = key;
          headers['original-request'] = exchange;
          // A repetition would get the kept answer again.
          if (isFinal(answer.status)) headers['stripe-should-retry'] = 'false';
        }
        return { ...answer, headers: Object.assign(headers, answer.headers) };
      },
      authenticate: (request) => authenticate(request, secretKey, isLenient),
      refuse: refuseRequest,
      // Stripe has keys, not tokens.
      expireTokens: () => undefined,
      factsOf: (request) => factsOf(state, request),
      rotateKeys: (rotation) => secrets.rotate(rotation),
      countPayments: () => state.intents.size,
      onClockMoved: () => expireHolds(state),
    };
  },
};

/** A no that stays one: neither a conflict nor a limit nor trouble at Stripe's end. */
const isFinal = (status: number): boolean =>
  status >= 400 && status < 500 && status !== 409 && status !== 424 && status !== 429;
