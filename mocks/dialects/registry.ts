import type { ProviderName } from '../../harness/core/outcome.ts';
import type { Dialect } from '../kernel/dialect.ts';
import { paypalDialect } from './paypal/index.ts';
import { stripeDialect } from './stripe/index.ts';

/** Every provider that there is a gateway for. */
export const DIALECTS = {
  stripe: stripeDialect,
  paypal: paypalDialect,
} as const satisfies Readonly<Record<ProviderName, Dialect>>;
