import type { Policy } from '../../harness/core/policy.ts';
import { failoverOnUnknown } from './failover-on-unknown.ts';
import { noBreaker } from './no-breaker.ts';
import { noRetry } from './no-retry.ts';
import { noTimeout } from './no-timeout.ts';
import { resilient } from './resilient.ts';
import { retryNewKey } from './retry-new-key.ts';
import { retryStorm } from './retry-storm.ts';
import { secondHold } from './second-hold.ts';

/** Every named policy: the default, the better one for some drills, and honest bad ones. */
export const POLICIES = {
  resilient,
  'second-hold': secondHold,
  'no-retry': noRetry,
  'retry-new-key': retryNewKey,
  'retry-storm': retryStorm,
  'failover-on-unknown': failoverOnUnknown,
  'no-timeout': noTimeout,
  'no-breaker': noBreaker,
} as const satisfies Readonly<Record<string, Policy>>;

export type PolicyName = keyof typeof POLICIES;

export const POLICY_NAMES = Object.keys(POLICIES) as readonly PolicyName[];
