import type { Policy } from '../../harness/core/policy.ts';
import { resilient } from './resilient.ts';

export const noBreaker: Policy = {
  ...resilient,
  name: 'no-breaker',
  summary:
    'Asks a dead provider again for every customer. Teams think that timeouts and retries already ' +
    'deal with an outage.',
  breaker: null,
};
