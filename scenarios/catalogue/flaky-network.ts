import type { CatalogueScenario } from './catalogue-scenario.ts';
import { NOBODY_CAN_PAY, USUAL_OBJECTIVES } from './usual-expectations.ts';
import { USUAL_LOAD, USUAL_TIMELINE } from './usual-load.ts';

export const flakyNetwork: CatalogueScenario = {
  name: 'flaky-network',
  hypothesis:
    'When the way to the primary provider is slow and uneven and connections break in bursts, some before ' +
    'the request arrived and some after, payments go through once each.',
  gateways: ['stripe', 'paypal'],
  policy: 'resilient',
  load: USUAL_LOAD,
  timeline: USUAL_TIMELINE,
  faults: [
    {
      name: 'primary-jitter',
      layer: 'network',
      gateway: 'stripe',
      direction: 'downstream',
      effect: { kind: 'latency', latencyMs: 80, jitterMs: 60 },
      share: 1,
      atMs: 0,
      durationMs: 12_000,
    },
    {
      name: 'requests-reset',
      layer: 'network',
      gateway: 'stripe',
      direction: 'upstream',
      effect: { kind: 'reset', afterMs: 0 },
      share: 1,
      atMs: 4_000,
      durationMs: 3_000,
    },
    {
      name: 'answers-reset',
      layer: 'network',
      gateway: 'stripe',
      direction: 'downstream',
      effect: { kind: 'reset', afterMs: 0 },
      share: 1,
      atMs: 12_000,
      durationMs: 3_000,
    },
    {
      // Apart from the resets: a second fault in one direction releases what the first holds back.
      name: 'primary-jitter-again',
      layer: 'network',
      gateway: 'stripe',
      direction: 'downstream',
      effect: { kind: 'latency', latencyMs: 80, jitterMs: 60 },
      share: 1,
      atMs: 15_000,
      durationMs: 10_000,
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
