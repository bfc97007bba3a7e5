import type { CatalogueScenario } from './catalogue-scenario.ts';
import { NOBODY_CAN_PAY, USUAL_OBJECTIVES } from './usual-expectations.ts';
import { USUAL_LOAD, USUAL_TIMELINE } from './usual-load.ts';

export const tokenExpiry: CatalogueScenario = {
  name: 'token-expiry',
  hypothesis:
    'When every access token of the primary provider dies at once and new ones live for a ' +
    'second only, the service signs in again without a stampede and no payment is lost.',
  gateways: ['paypal', 'stripe'],
  policy: 'resilient',
  load: USUAL_LOAD,
  timeline: USUAL_TIMELINE,
  faults: [
    {
      name: 'tokens-expire',
      layer: 'gateway',
      gateway: 'paypal',
      fault: 'token-expiry',
      options: { lifetimeMs: 1_000, expireLive: true },
      share: 1,
      operations: [],
      atMs: 0,
      durationMs: 23_000,
    },
    {
      // While tokens live for a second, so that it is noticed at once.
      name: 'sign-in-down',
      layer: 'gateway',
      gateway: 'paypal',
      fault: 'token-endpoint-down',
      options: { manner: 'status', status: 503 },
      share: 1,
      operations: [],
      atMs: 12_000,
      durationMs: 10_000,
    },
  ],
  objectives: [
    ...USUAL_OBJECTIVES,
    { name: 'goodput', phase: 'fault', bound: { atLeast: 0.9 } },
    { name: 'latency-p95', phase: 'fault', bound: { atMost: 2_000 } },
    { name: 'retry-amplification', phase: 'fault', bound: { atMost: 2 } },
  ],
  stopConditions: [NOBODY_CAN_PAY],
};
