import type { CatalogueScenario } from './catalogue-scenario.ts';
import { USUAL_OBJECTIVES } from './usual-expectations.ts';
import { USUAL_LOAD, USUAL_TIMELINE } from './usual-load.ts';

export const allProvidersDown: CatalogueScenario = {
  name: 'all-providers-down',
  hypothesis:
    'When no provider can be reached, customers are told at once that their payment is accepted for ' +
    'later, and what was accepted is charged once as soon as a provider is back.',
  gateways: ['stripe', 'paypal'],
  policy: 'resilient',
  load: USUAL_LOAD,
  timeline: USUAL_TIMELINE,
  faults: [
    {
      name: 'primary-down',
      layer: 'network',
      gateway: 'stripe',
      direction: 'downstream',
      effect: { kind: 'down' },
      share: 1,
      atMs: 2_000,
      durationMs: 12_000,
    },
    {
      name: 'backup-down',
      layer: 'network',
      gateway: 'paypal',
      direction: 'downstream',
      effect: { kind: 'down' },
      share: 1,
      atMs: 4_000,
      durationMs: 10_000,
    },
  ],
  objectives: [
    ...USUAL_OBJECTIVES,
    // Who came at the start of the outage waits longer than was promised.
    { name: 'goodput', phase: 'fault', bound: { atLeast: 0.5 } },
    { name: 'latency-p95', phase: 'fault', bound: { atMost: 2_500 } },
    { name: 'retry-amplification', phase: 'fault', bound: { atMost: 3 } },
  ],
  // A shop that is shut for a while is what this one is about.
  stopConditions: [],
};
