import type { CatalogueScenario } from './catalogue-scenario.ts';
import { providerOutage } from './provider-outage.ts';

/** Every scenario of the catalogue; the first is what `npm run drill` plays. */
export const CATALOGUE = {
  'provider-outage': providerOutage,
} as const satisfies Readonly<Record<string, CatalogueScenario>>;

export type CatalogueName = keyof typeof CATALOGUE;

export const CATALOGUE_NAMES = Object.keys(CATALOGUE) as readonly CatalogueName[];
