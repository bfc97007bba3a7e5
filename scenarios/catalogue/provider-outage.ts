import type { CatalogueScenario } from './catalogue-scenario.ts';
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
      durationMs: 2_000,
    },
    {
      name: 'primary-down',
      layer: 'network',
      gateway: 'stripe',
      direction: 'downstream',
      effect: { kind: 'down' },
      share: 1,
      atMs: 2_000,
      durationMs: 20_000,
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
      atMs: 22_000,
      durationMs: 3_000,
    },
  ],
  objectives: [
    { name: 'goodput', phase: 'baseline', bound: { atLeast: 0.99 } },
    { name: 'goodput', phase: 'fault', bound: { atLeast: 0.8 } },
    { name: 'goodput', phase: 'recovery', bound: { atLeast: 0.97 } },
    { name: 'latency-p95', phase: 'baseline', bound: { atMost: 500 } },
    { name: 'latency-p95', phase: 'fault', bound: { atMost: 2_500 } },
    { name: 'latency-p95', phase: 'recovery', bound: { atMost: 1_000 } },
    { name: 'retry-amplification', phase: 'fault', bound: { atMost: 2 } },
    { name: 'recovery-time', phase: 'recovery', bound: { atMost: 10_000 } },
  ],
  stopConditions: [
    {
      name: 'nobody-can-pay',
      figure: 'goodput',
      bound: { below: 0.05 },
      windowMs: 15_000,
    },
  ],
};
