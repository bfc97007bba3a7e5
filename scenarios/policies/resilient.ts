import { RESILIENT_POLICY } from '../../harness/core/resilient-policy.ts';

/** The default, which the reference service also has when nobody tells it a policy. */
export const resilient = RESILIENT_POLICY;
