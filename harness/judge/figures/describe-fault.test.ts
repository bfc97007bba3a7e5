import { describe, expect, it } from 'vitest';
import type { GatewayFault, NetworkFault } from '../../core/scenario.ts';
import { describeFault } from './describe-fault.ts';

const NETWORK: NetworkFault = {
  name: 'flaky',
  layer: 'network',
  gateway: 'stripe',
  direction: 'upstream',
  effect: { kind: 'latency', latencyMs: 80, jitterMs: 60 },
  share: 1,
  atMs: 0,
  durationMs: 1_000,
};
const GATEWAY: GatewayFault = {
  name: 'lost',
  layer: 'gateway',
  gateway: 'stripe',
  fault: 'processed-then-lost',
  options: { by: 'reset' },
  share: 0.5,
  operations: ['confirm'],
  atMs: 0,
  durationMs: 1_000,
};

describe('the description of a fault', () => {
  it.each([
    [1, 'latency 80 ms ± 60 ms, upstream'],
    [0.5, 'latency 80 ms ± 60 ms, upstream, share 0.5, not replayable'],
    [0, 'latency 80 ms ± 60 ms, upstream, share 0'],
  ])('marks a network fault with a share of %d as the docs say', (share, description) => {
    expect(describeFault({ ...NETWORK, share })).toBe(description);
  });

  it('marks no gateway fault, whose share is drawn from the seed', () => {
    expect(describeFault(GATEWAY)).toBe('processed-then-lost, by reset, share 0.5, confirm');
  });
});
