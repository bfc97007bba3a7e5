import type { Policy } from '../../harness/core/policy.ts';
import { resilient } from './resilient.ts';

export const failoverOnUnknown: Policy = {
  ...resilient,
  name: 'failover-on-unknown',
  summary:
    'Sends the payment to the other provider as soon as the first did not answer. Teams think that ' +
    'no answer means no charge.',
  failover: { kind: 'on-unknown', maxProviders: 2 },
};
