import type { Policy } from '../../harness/core/policy.ts';
import { resilient } from './resilient.ts';

export const noTimeout: Policy = {
  ...resilient,
  name: 'no-timeout',
  summary:
    'Waits as long as the provider takes, which is what an SDK does when nobody set a timeout. ' +
    'Teams think that the default is a sensible one.',
  deadlineMs: 60_000,
  attemptTimeoutMs: null,
};
