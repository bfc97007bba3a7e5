import type { RateRules } from '../../kernel/rate-limiter.ts';
import { errorAnswer } from './api-errors.ts';

/**
 * docs.stripe.com/rate-limits, for a sandbox: 25 requests a second in all, 25 for each endpoint, 20
 * for searches, and a thousand updates of one PaymentIntent an hour. A bucket holds a second's
 * worth. There is no Retry-After; the reason stands in a header of its own.
 */
export const stripeRates: RateRules = {
  limitsOf: ({ method, path, params }, route) => {
    const endpoint = { name: 'endpoint-rate', key: `${method} ${route}`, perSecond: 25, burst: 25 };
    const limits = [GLOBAL, route.endsWith('/search') ? SEARCHES : endpoint];
    const isUpdate = method === 'POST' && route.startsWith('/v1/payment_intents/:id');
    if (!isUpdate) return limits;
    const key = `intent ${params['id'] ?? path}`;
    return [...limits, { name: 'resource-specific', key, perSecond: 1000 / 3600, burst: 1000 }];
  },
  refuse: ({ name }) =>
    errorAnswer(
      429,
      {
        type: 'invalid_request_error',
        code: 'rate_limit',
        message:
          'Request rate limit exceeded. Learn more about rate limits here ' +
          'https://stripe.com/docs/rate-limits.',
      },
      { 'stripe-rate-limited-reason': name },
    ),
};

const GLOBAL = { name: 'global-rate', key: 'account', perSecond: 25, burst: 25 };
const SEARCHES = { name: 'endpoint-rate', key: 'search', perSecond: 20, burst: 20 };
