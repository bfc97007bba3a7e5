import type { LockRules } from '../../kernel/object-locks.ts';
import { errorAnswer } from './api-errors.ts';
import { intentIdOf } from './facts.ts';
import type { StripeState } from './state.ts';

/**
 * docs.stripe.com/rate-limits#object-lock-timeouts: requests that change one object go one after the
 * other, and one that can't get the lock in time is refused before anything happened. Stripe's SDKs
 * try again by themselves, which a 429 alone does not make them do. How long one waits is not
 * documented.
 */
export const stripeLocks = (state: StripeState): LockRules => ({
  lockOf: ({ method, path, params, form }) => {
    if (method === 'GET' || !path.startsWith('/v1/')) return null;
    const { id } = params;
    const charge = form['charge'];
    return intentIdOf(state, path, id, form) ?? id ?? (typeof charge === 'string' ? charge : null);
  },
  waitMs: 1000,
  refuse: () =>
    errorAnswer(
      429,
      {
        type: 'invalid_request_error',
        code: 'lock_timeout',
        message:
          'This object cannot be accessed right now because another API request or Stripe process ' +
          'is currently accessing it. If you see this error intermittently, retry the request. If ' +
          'you see this error frequently and are making multiple concurrent requests to a single ' +
          'object, make your requests serially or at a lower rate. For more details, see ' +
          'https://stripe.com/docs/rate-limits#object-lock-timeouts.',
      },
      { 'stripe-should-retry': 'true' },
    ),
});
