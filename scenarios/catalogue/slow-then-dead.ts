import type { CatalogueScenario } from './catalogue-scenario.ts';
import { NOBODY_CAN_PAY, USUAL_OBJECTIVES } from './usual-expectations.ts';
import { USUAL_LOAD, USUAL_TIMELINE } from './usual-load.ts';

export const slowThenDead: CatalogueScenario = {
  name: 'slow-then-dead',
  hypothesis:
    'When the primary provider gets slower and slower and then dies, which is how most outages ' +
    'come, the service lets go of it before its own customers have to wait.',
  gateways: ['stripe', 'paypal'],
  policy: 'resilient',
  load: USUAL_LOAD,
  timeline: USUAL_TIMELINE,
  faults: [
    {
      name: 'slow',
      layer: 'gateway',
      gateway: 'stripe',
      fault: 'latency',
      options: { distribution: 'fixed', delayMs: 200 },
      share: 1,
      operations: [],
      atMs: 0,
      durationMs: 5_000,
    },
    {
      name: 'slower',
      layer: 'gateway',
      gateway: 'stripe',
      fault: 'latency',
      options: { distribution: 'lognormal', medianMs: 500, sigma: 0.6, maxMs: 10_000 },
      share: 1,
      operations: [],
      atMs: 5_000,
      durationMs: 7_000,
    },
    {
      name: 'dead',
      layer: 'network',
      gateway: 'stripe',
      direction: 'downstream',
      effect: { kind: 'down' },
      share: 1,
      atMs: 12_000,
      durationMs: 10_000,
    },
  ],
  objectives: [
    ...USUAL_OBJECTIVES,
    { name: 'goodput', phase: 'fault', bound: { atLeast: 0.8 } },
    { name: 'latency-p95', phase: 'fault', bound: { atMost: 2_500 } },
    { name: 'retry-amplification', phase: 'fault', bound: { atMost: 2 } },
  ],
  stopConditions: [NOBODY_CAN_PAY],
};
