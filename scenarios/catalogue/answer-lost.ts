import type { CatalogueScenario } from './catalogue-scenario.ts';
import { NOBODY_CAN_PAY, USUAL_OBJECTIVES } from './usual-expectations.ts';
import { USUAL_LOAD, USUAL_TIMELINE } from './usual-load.ts';

export const answerLost: CatalogueScenario = {
  name: 'answer-lost',
  hypothesis:
    'When the primary provider takes the money and its answer never arrives, each customer is ' +
    'charged once and is told so.',
  gateways: ['stripe', 'paypal'],
  policy: 'resilient',
  load: USUAL_LOAD,
  timeline: USUAL_TIMELINE,
  faults: [
    {
      name: 'answers-reset',
      layer: 'gateway',
      gateway: 'stripe',
      fault: 'processed-then-lost',
      options: { by: 'reset' },
      share: 0.3,
      operations: ['confirm', 'capture', 'refund'],
      atMs: 0,
      durationMs: 24_000,
    },
    {
      name: 'answers-hang',
      layer: 'gateway',
      gateway: 'stripe',
      fault: 'processed-then-lost',
      options: { by: 'hang' },
      share: 0.1,
      operations: ['confirm'],
      atMs: 10_000,
      durationMs: 10_000,
    },
  ],
  objectives: [
    ...USUAL_OBJECTIVES,
    { name: 'goodput', phase: 'fault', bound: { atLeast: 0.9 } },
    { name: 'latency-p95', phase: 'fault', bound: { atMost: 2_500 } },
    { name: 'retry-amplification', phase: 'fault', bound: { atMost: 2 } },
  ],
  stopConditions: [NOBODY_CAN_PAY],
};
