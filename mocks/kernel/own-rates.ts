import type { ProviderErrors } from '../faults/fault.ts';
import type { RateRules } from './rate-limiter.ts';

/** A limit that the gateway's user chose, over all requests, told in the provider's words. */
export const ownRates = (errors: ProviderErrors, perSecond: number): RateRules => ({
  limitsOf: () => [{ name: 'own', key: 'account', perSecond, burst: Math.max(1, perSecond) }],
  refuse: (_limit, waitMs) => errors.rateLimited(Math.max(1, Math.ceil(waitMs / 1000))),
});
