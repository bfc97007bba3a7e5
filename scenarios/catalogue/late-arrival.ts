import type { CatalogueScenario } from './catalogue-scenario.ts';
import { NOBODY_CAN_PAY, USUAL_OBJECTIVES } from './usual-expectations.ts';
import { USUAL_LOAD, USUAL_TIMELINE } from './usual-load.ts';

export const lateArrival: CatalogueScenario = {
  name: 'late-arrival',
  hypothesis:
    'When a payment request is stuck for four seconds, longer than the service waits and after the ' +
    'provider said that it does not know it, its arrival charges nobody a second time.',
  gateways: ['stripe', 'paypal'],
  policy: 'resilient',
  load: USUAL_LOAD,
  timeline: USUAL_TIMELINE,
  faults: [
    {
      name: 'stuck-requests',
      layer: 'gateway',
      gateway: 'stripe',
      fault: 'late-arrival',
      options: { holdMs: 4_000 },
      share: 0.25,
      operations: ['confirm'],
      atMs: 0,
      durationMs: 20_000,
    },
  ],
  objectives: [
    ...USUAL_OBJECTIVES,
    { name: 'goodput', phase: 'fault', bound: { atLeast: 0.85 } },
    { name: 'latency-p95', phase: 'fault', bound: { atMost: 2_500 } },
    { name: 'retry-amplification', phase: 'fault', bound: { atMost: 2 } },
  ],
  stopConditions: [NOBODY_CAN_PAY],
};
