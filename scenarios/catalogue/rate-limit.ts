import type { CatalogueScenario } from './catalogue-scenario.ts';
import { NOBODY_CAN_PAY, USUAL_OBJECTIVES } from './usual-expectations.ts';
import { USUAL_LOAD, USUAL_TIMELINE } from './usual-load.ts';

export const rateLimit: CatalogueScenario = {
  name: 'rate-limit',
  hypothesis:
    'When a rush of customers makes the primary provider turn away more than half of the requests, ' +
    'the service does not hammer on but sends the rest to the backup.',
  gateways: ['stripe', 'paypal'],
  policy: 'resilient',
  load: {
    ...USUAL_LOAD,
    arrival: {
      kind: 'ramping',
      startRatePerSecond: 30,
      stages: [
        { durationMs: 15_000, toRatePerSecond: 30 },
        { durationMs: 8_000, toRatePerSecond: 70 },
        { durationMs: 10_000, toRatePerSecond: 70 },
        { durationMs: 7_000, toRatePerSecond: 30 },
      ],
    },
  },
  timeline: USUAL_TIMELINE,
  faults: [
    {
      name: 'too-many-requests',
      layer: 'gateway',
      gateway: 'stripe',
      fault: 'rate-limit',
      options: { retryAfterSeconds: 1 },
      share: 0.6,
      operations: [],
      atMs: 4_000,
      durationMs: 18_000,
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
