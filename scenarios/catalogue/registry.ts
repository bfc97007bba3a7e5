import { allProvidersDown } from './all-providers-down.ts';
import { answerLost } from './answer-lost.ts';
import type { CatalogueScenario } from './catalogue-scenario.ts';
import { declineSurge } from './decline-surge.ts';
import { flakyNetwork } from './flaky-network.ts';
import { impatientCustomers } from './impatient-customers.ts';
import { lateArrival } from './late-arrival.ts';
import { providerBrownout } from './provider-brownout.ts';
import { providerOutage } from './provider-outage.ts';
import { rateLimit } from './rate-limit.ts';
import { serviceKilled } from './service-killed.ts';
import { slowThenDead } from './slow-then-dead.ts';
import { tokenExpiry } from './token-expiry.ts';

/** Every scenario of the catalogue; the first is what `npm run drill` plays. */
export const CATALOGUE = {
  'provider-outage': providerOutage,
  'provider-brownout': providerBrownout,
  'token-expiry': tokenExpiry,
  'answer-lost': answerLost,
  'late-arrival': lateArrival,
  'flaky-network': flakyNetwork,
  'rate-limit': rateLimit,
  'all-providers-down': allProvidersDown,
  'decline-surge': declineSurge,
  'slow-then-dead': slowThenDead,
  'service-killed': serviceKilled,
  'impatient-customers': impatientCustomers,
} as const satisfies Readonly<Record<string, CatalogueScenario>>;

export type CatalogueName = keyof typeof CATALOGUE;

export const CATALOGUE_NAMES = Object.keys(CATALOGUE) as readonly CatalogueName[];
