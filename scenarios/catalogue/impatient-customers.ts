import type { CatalogueScenario } from './catalogue-scenario.ts';
import { NOBODY_CAN_PAY, USUAL_OBJECTIVES } from './usual-expectations.ts';
import { USUAL_LOAD, USUAL_TIMELINE } from './usual-load.ts';

export const impatientCustomers: CatalogueScenario = {
  name: 'impatient-customers',
  hypothesis:
    'When a slow provider makes customers give up and submit the same order from a second tab, with ' +
    'the same key or with a new one, each order is charged once.',
  gateways: ['stripe', 'paypal'],
  policy: 'resilient',
  load: {
    ...USUAL_LOAD,
    journeys: {
      pay: 35,
      'poll-accepted': 10,
      'pay-then-capture': 5,
      'impatient-same-key': 30,
      'impatient-new-key': 20,
    },
    patienceMs: 500,
  },
  timeline: USUAL_TIMELINE,
  faults: [
    {
      name: 'primary-slow',
      layer: 'gateway',
      gateway: 'stripe',
      fault: 'latency',
      options: { distribution: 'lognormal', medianMs: 350, sigma: 0.35, maxMs: 5_000 },
      share: 1,
      operations: ['create', 'confirm'],
      atMs: 0,
      durationMs: 24_000,
    },
  ],
  objectives: [
    ...USUAL_OBJECTIVES,
    { name: 'goodput', phase: 'fault', bound: { atLeast: 0.9 } },
    { name: 'latency-p95', phase: 'fault', bound: { atMost: 3_000 } },
    { name: 'retry-amplification', phase: 'fault', bound: { atMost: 2 } },
  ],
  stopConditions: [NOBODY_CAN_PAY],
};
