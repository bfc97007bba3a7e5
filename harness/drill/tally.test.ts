import { describe, expect, it } from 'vitest';
import type { AttemptEnded } from '../core/events.ts';
import { createTally } from './tally.ts';

const failed: AttemptEnded = {
  kind: 'attempt-ended',
  source: 'service',
  seq: 1,
  t: 100,
  order: 'order-1',
  payment: 'pay-1',
  attempt: 'attempt-1',
  provider: 'stripe',
  operation: 'confirm',
  outcome: 'unknown',
  decline: null,
  code: 'timeout',
  durationMs: 50,
  object: null,
};

describe('failures by provider while a run goes on', () => {
  it('are not known until the target has told anything', () => {
    const tally = createTally();
    expect(tally.figures(0, 1_000).failuresByProvider).toBeNull();
    tally.add([failed]);
    expect(tally.figures(0, 1_000).failuresByProvider).toEqual({ stripe: 1 });
    expect(tally.figures(1_000, 2_000).failuresByProvider).toEqual({});
  });
});
