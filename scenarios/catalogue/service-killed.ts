import type { CatalogueScenario } from './catalogue-scenario.ts';
import { USUAL_OBJECTIVES } from './usual-expectations.ts';
import { USUAL_LOAD, USUAL_TIMELINE } from './usual-load.ts';

export const serviceKilled: CatalogueScenario = {
  name: 'service-killed',
  hypothesis:
    'When the payment service is killed with payments in flight, it picks every one of them up ' +
    'again at its start: none is charged twice and none is forgotten.',
  gateways: ['stripe', 'paypal'],
  policy: 'resilient',
  load: USUAL_LOAD,
  timeline: USUAL_TIMELINE,
  faults: [
    {
      // Keeps calls open long enough that the kill meets some.
      name: 'providers-not-instant',
      layer: 'gateway',
      gateway: 'stripe',
      fault: 'latency',
      options: { distribution: 'fixed', delayMs: 120 },
      share: 1,
      operations: ['create', 'confirm', 'capture'],
      atMs: 0,
      durationMs: 20_000,
    },
    {
      name: 'service-dies',
      layer: 'process',
      action: 'kill',
      atMs: 6_000,
      durationMs: 1_500,
    },
  ],
  objectives: [
    ...USUAL_OBJECTIVES,
    // While it is dead nobody is answered; most customers try again and get through.
    { name: 'goodput', phase: 'fault', bound: { atLeast: 0.7 } },
    { name: 'retry-amplification', phase: 'fault', bound: { atMost: 2 } },
  ],
  stopConditions: [],
};
