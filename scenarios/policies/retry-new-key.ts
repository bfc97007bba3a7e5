import type { Policy } from '../../harness/core/policy.ts';
import { resilient } from './resilient.ts';

export const retryNewKey: Policy = {
  ...resilient,
  name: 'retry-new-key',
  summary:
    'Mints an idempotency key for each try, as a retry wrapper round an SDK call does. Teams think ' +
    'that sending a key is enough.',
  retry: { ...resilient.retry, idempotencyKey: 'new' },
};
