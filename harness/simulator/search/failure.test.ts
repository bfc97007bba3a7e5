import { describe, expect, it } from 'vitest';
import type { InvariantResult, RunRecord } from '../../core/record.ts';
import { describeFailure, isSameFailure } from './failure.ts';
import { exampleRun, outcomeOf } from './fake-simulate.fixture.ts';

const MONEY = new Set(['no-double-charge', 'paid-means-paid']);

/** A failed run that broke these, in this order. */
function recordWith(...broken: readonly string[]): RunRecord {
  const { record } = outcomeOf(exampleRun(), true, { orders: ['o-1'], isWitnessed: true });
  const invariants = broken.flatMap((name) =>
    record.invariants.map((each): InvariantResult => ({ ...each, name, isMoney: MONEY.has(name) })),
  );
  return { ...record, invariants };
}

describe('what a failed run is about', () => {
  it.each([
    [['key-before-call', 'no-double-charge', 'paid-means-paid'], 'no-double-charge'],
    [['key-before-call', 'fenced-failover'], 'key-before-call'],
  ])('is the first broken promise about money, else the first: of %s, %s', (broken, name) => {
    expect(describeFailure(recordWith(...broken))).toEqual({ kind: 'invariant', name, broken });
  });

  it('is the crossed objective where no promise broke', () => {
    const record: RunRecord = {
      ...recordWith(),
      objectives: [
        {
          name: 'goodput',
          phase: 'fault',
          bound: { atLeast: 0.9 },
          actual: 0.5,
          interval: null,
          outcome: 'crossed',
        },
      ],
    };
    const failure = { kind: 'objective', name: 'goodput', phase: 'fault' } as const;
    expect(describeFailure(record)).toEqual(failure);
    expect(isSameFailure(failure, record)).toBe(true);
    expect(isSameFailure(failure, { ...record, objectives: [] })).toBe(false);
  });

  it.each([
    [['no-double-charge'], true],
    [['no-double-charge', 'fenced-failover'], true],
    [['fenced-failover'], false],
    [['no-double-charge', 'paid-means-paid'], false],
  ])(
    'stays the same with the promise that it is about and none that is new: %s, %s',
    (now, same) => {
      const failure = describeFailure(recordWith('no-double-charge', 'fenced-failover'));
      expect(failure).not.toBeNull();
      expect(failure !== null && isSameFailure(failure, recordWith(...now))).toBe(same);
    },
  );
});
