import type { Dialect } from '../../kernel/dialect.ts';
import { headerOf } from '../../kernel/request.ts';
import { API_VERSION } from './api-version.ts';
import { authenticate } from './authentication.ts';
import { expireHolds } from './capture-and-cancel.ts';
import { stripeWebhooks } from './events.ts';
import { stripeIdempotency } from './idempotency.ts';
import { refuseRequest, stripeErrors } from './provider-errors.ts';
import { stripeRoutes } from './routes.ts';
import { StripeState } from './state.ts';

/** Stripe's PaymentIntents API with card payments, as the official SDKs speak it. */
export const stripeDialect: Dialect = {
  name: 'stripe',
  open: (gateway) => {
    const state = new StripeState(gateway);
    const secretKey = gateway.ids.next('sk_test_', 32);
    const webhookSecret = gateway.ids.next('whsec_', 32);
    return {
      routes: stripeRoutes(state),
      environment: { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret },
      errors: stripeErrors,
      idempotency: stripeIdempotency,
      webhooks: stripeWebhooks(webhookSecret),
      bodyLimitBytes: 64 * 1024,
      nextExchangeId: () => gateway.ids.next('req_', 14),
      seal: (answer, { exchange, request }) => {
        const key = request === null ? undefined : headerOf(request, 'idempotency-key');
        const version = request === null ? undefined : headerOf(request, 'stripe-version');
        const headers = {
          'request-id': exchange,
          'stripe-version': version ?? API_VERSION,
          ...(key === undefined ? {} : { 'idempotency-key': key }),
          ...answer.headers,
        };
        return { ...answer, headers };
      },
      authenticate: (request) => authenticate(request, secretKey),
      refuse: refuseRequest,
      // Stripe has keys, not tokens.
      expireTokens: () => undefined,
      countPayments: () => state.intents.size,
      onClockMoved: () => expireHolds(state),
    };
  },
};
