import type { Policy } from '../../harness/core/policy.ts';
import { resilient } from './resilient.ts';

export const secondHold: Policy = {
  ...resilient,
  name: 'second-hold',
  summary:
    'While the first hold is unknown it authorises at the backup, captures one of the two and voids ' +
    'the other: more customers are answered at once, some see two holds for a while.',
  failover: { kind: 'second-hold', maxProviders: 2 },
};
