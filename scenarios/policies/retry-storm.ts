import type { Policy } from '../../harness/core/policy.ts';
import { resilient } from './resilient.ts';

export const retryStorm: Policy = {
  ...resilient,
  name: 'retry-storm',
  summary:
    'Retries many times at fixed steps, all customers in step. Teams think that more tries mean ' +
    'more sales.',
  retry: {
    maxAttempts: 10,
    backoff: { kind: 'exponential', baseMs: 20, capMs: 100, jitter: 'none' },
    idempotencyKey: 'same',
    budget: null,
  },
  breaker: null,
  bulkhead: null,
};
