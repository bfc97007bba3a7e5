import type { CatalogueScenario } from './catalogue-scenario.ts';
import { NOBODY_CAN_PAY, USUAL_OBJECTIVES } from './usual-expectations.ts';
import { USUAL_LOAD, USUAL_TIMELINE } from './usual-load.ts';

export const declineSurge: CatalogueScenario = {
  name: 'decline-surge',
  hypothesis:
    'When issuers suddenly decline many payments at the primary provider, soft declines are tried ' +
    'at the backup and hard ones never again anywhere.',
  gateways: ['stripe', 'paypal'],
  policy: 'resilient',
  load: USUAL_LOAD,
  timeline: USUAL_TIMELINE,
  faults: [
    {
      name: 'soft-declines',
      layer: 'gateway',
      gateway: 'stripe',
      fault: 'decline-surge',
      options: { kind: 'soft' },
      share: 0.4,
      operations: [],
      atMs: 0,
      durationMs: 22_000,
    },
    {
      name: 'hard-declines',
      layer: 'gateway',
      gateway: 'stripe',
      fault: 'decline-surge',
      options: { kind: 'hard' },
      share: 0.05,
      operations: [],
      atMs: 0,
      durationMs: 22_000,
    },
  ],
  objectives: [
    ...USUAL_OBJECTIVES,
    // Hard declines and dinars, which the backup does not take, can not be saved.
    { name: 'goodput', phase: 'fault', bound: { atLeast: 0.85 } },
    { name: 'latency-p95', phase: 'fault', bound: { atMost: 1_500 } },
    { name: 'retry-amplification', phase: 'fault', bound: { atMost: 2 } },
  ],
  stopConditions: [NOBODY_CAN_PAY],
};
