import type { Policy } from '../../harness/core/policy.ts';
import { resilient } from './resilient.ts';

export const noRetry: Policy = {
  ...resilient,
  name: 'no-retry',
  summary:
    'Asks once, gives up and never looks again. Teams think that a payment which is not retried ' +
    'can not go wrong twice.',
  retry: { maxAttempts: 1, backoff: { kind: 'none' }, idempotencyKey: 'same', budget: null },
  failover: { kind: 'none', maxProviders: 1 },
  reconcile: { ...resilient.reconcile, isEnabled: false },
  degradation: { ...resilient.degradation, acceptAndQueue: false },
};
