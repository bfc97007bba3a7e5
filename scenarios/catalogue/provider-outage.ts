import type { CatalogueScenario } from './catalogue-scenario.ts';
import { NOBODY_CAN_PAY, USUAL_OBJECTIVES } from './usual-expectations.ts';
import { USUAL_LOAD, USUAL_TIMELINE } from './usual-load.ts';

export const providerOutage: CatalogueScenario = {
  name: 'provider-outage',
  hypothesis:
    'When the primary provider goes down hard, payments go on through the backup, nobody is charged ' +
    'twice, and all is as before within ten seconds of its return.',
  gateways: ['stripe', 'paypal'],
  policy: 'resilient',
  load: USUAL_LOAD,
  timeline: USUAL_TIMELINE,
  faults: [
    {
      // The first sign of many an outage: answers stop, although requests still get through.
      name: 'primary-answers-lost',
      layer: 'network',
      gateway: 'stripe',
      direction: 'downstream',
      effect: { kind: 'black-hole' },
      share: 1,
      atMs: 0,
      durationMs: 5_000,
    },
    {
      name: 'primary-down',
      layer: 'network',
      gateway: 'stripe',
      direction: 'downstream',
      effect: { kind: 'down' },
      share: 1,
      atMs: 5_000,
      durationMs: 15_000,
    },
    {
      // Back, but not yet well: the first requests after a restart meet cold caches.
      name: 'primary-limps-back',
      layer: 'gateway',
      gateway: 'stripe',
      fault: 'error-status',
      options: { status: 503 },
      share: 0.3,
      operations: [],
      atMs: 20_000,
      durationMs: 5_000,
    },
  ],
  objectives: [
    ...USUAL_OBJECTIVES,
    // What was in flight when the answers stopped stays pending until the primary is back.
    { name: 'goodput', phase: 'fault', bound: { atLeast: 0.8 } },
    { name: 'latency-p95', phase: 'fault', bound: { atMost: 2_500 } },
    { name: 'retry-amplification', phase: 'fault', bound: { atMost: 2 } },
  ],
  stopConditions: [NOBODY_CAN_PAY],
};
