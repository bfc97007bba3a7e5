import { PROVIDER_OPERATIONS } from '../../harness/core/outcome.ts';
import type { ProviderOperation } from '../../harness/core/outcome.ts';

/** For faults of the endpoint as such: whatever is asked, it can happen. */
export const EVERY_OPERATION: readonly ProviderOperation[] = PROVIDER_OPERATIONS;

/** Operations that leave something behind at the provider; reading and signing in do not. */
export const LASTING_OPERATIONS: readonly ProviderOperation[] = [
  'create',
  'confirm',
  'capture',
  'void',
  'refund',
];
