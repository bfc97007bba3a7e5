import type { CatalogueScenario } from './catalogue-scenario.ts';
import { NOBODY_CAN_PAY, USUAL_OBJECTIVES } from './usual-expectations.ts';
import { USUAL_LOAD, USUAL_TIMELINE } from './usual-load.ts';

export const providerBrownout: CatalogueScenario = {
  name: 'provider-brownout',
  hypothesis:
    'While the primary provider is slow with a long tail and fails one request in eight, customers ' +
    'are still answered in time and no retry charges anybody again.',
  gateways: ['stripe', 'paypal'],
  policy: 'resilient',
  load: USUAL_LOAD,
  timeline: USUAL_TIMELINE,
  faults: [
    {
      name: 'primary-slow',
      layer: 'gateway',
      gateway: 'stripe',
      fault: 'latency',
      options: { distribution: 'lognormal', medianMs: 300, sigma: 0.8, maxMs: 10_000 },
      share: 1,
      operations: [],
      atMs: 0,
      durationMs: 24_000,
    },
    {
      name: 'primary-errors',
      layer: 'gateway',
      gateway: 'stripe',
      fault: 'error-status',
      options: { status: 500 },
      share: 0.12,
      operations: ['create', 'confirm'],
      atMs: 2_000,
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
