import { describe, expect, it } from 'vitest';
import { parseSeed } from '../../core/ids.ts';
import type { InvariantResult } from '../../core/record.ts';
import { exitCodeOf, type VerdictOutcome } from '../../core/verdict.ts';
import type { SeedOutcome } from '../drill/simulate-once.ts';
import { judgeCampaign, type Judged } from './campaign-verdict.ts';
import { findDifference } from './first-difference.ts';
import { playTwice } from './play-twice.ts';
import { seedsOf } from './seeds.ts';

const broken: InvariantResult = {
  name: 'no-double-charge',
  promise: '',
  scope: 'order',
  isMoney: true,
  judged: true,
  checked: 1,
  violations: 1,
  witnesses: [],
};
const run = (seed: number, outcome: VerdictOutcome, isMoney = false): Judged => ({
  seed,
  verdict: { outcome, reasons: outcome === 'held' ? [] : [{ code: outcome, message: 'why' }] },
  invariants: isMoney ? [broken] : [],
});
const verdictOf = (...runs: readonly Judged[]) => judgeCampaign({ runs, aborts: [], missing: [] });

describe('the verdict of a campaign', () => {
  it('holds when every seed held', () => {
    expect(verdictOf(run(1, 'held'), run(2, 'held'))).toEqual({ outcome: 'held', reasons: [] });
  });

  it('is the first of failed by money, rig error, aborted, failed, inconclusive, held', () => {
    const money = run(1, 'failed', true);
    const rig = run(2, 'rig-error');
    const failed = run(3, 'failed');
    const unsure = run(4, 'inconclusive');
    expect(verdictOf(unsure, failed, rig, money).reasons[0]?.message).toContain('seed 1');
    expect(verdictOf(unsure, failed, rig).outcome).toBe('rig-error');
    expect(verdictOf(unsure, failed, run(5, 'held')).outcome).toBe('failed');
    expect(verdictOf(unsure, run(5, 'held')).outcome).toBe('inconclusive');
  });

  it('tells what broke the rig rather than what the judge missed for it', () => {
    const reasons = [
      { code: 'JUDGE_BASELINE_UNHEALTHY', message: 'only 0 of 0 payments were good' },
      { code: 'DRILL_COLLECTION_FAILED', message: 'the target waits for GET /fraud-check' },
    ];
    const silent: Judged = { ...run(7, 'rig-error'), verdict: { outcome: 'rig-error', reasons } };
    expect(verdictOf(silent).reasons[0]?.message).toBe(
      'seed 7: the target waits for GET /fraud-check',
    );
  });

  it('ends with 130 when it was interrupted and nothing had failed by money', () => {
    const aborts = [{ code: 'INTERRUPTED', message: '' }];
    const verdict = judgeCampaign({ runs: [run(1, 'failed')], aborts, missing: [] });
    expect(exitCodeOf(verdict)).toBe(130);
  });

  it('fails for a pair that had to be reached and was not', () => {
    const missing = [{ fault: 'killed', state: 'capturing' }] as const;
    expect(judgeCampaign({ runs: [run(1, 'held')], aborts: [], missing })).toMatchObject({
      outcome: 'failed',
      reasons: [{ code: 'COVERAGE_MISSED' }],
    });
  });
});

describe('the seeds of a campaign', () => {
  it('are counted on from the first', () => {
    expect(seedsOf({ first: 7, count: 3, shard: null })).toEqual([7, 8, 9]);
  });

  it('belong to one shard each', () => {
    const shards = [1, 2, 3].map((index) =>
      seedsOf({ first: 10, count: 8, shard: { index, count: 3 } }),
    );
    expect(shards.flat().toSorted((a, b) => a - b)).toEqual(
      seedsOf({ first: 10, count: 8, shard: null }),
    );
    expect(shards[1]).toEqual([11, 14, 17]);
  });

  it('are seeds up to the last one there is', () => {
    expect(seedsOf({ first: 2 ** 32 - 1, count: 1, shard: null })).toEqual([
      parseSeed(2 ** 32 - 1),
    ]);
  });
});

describe('two runs of one seed', () => {
  const outcome = (hash: string, ...times: readonly number[]): SeedOutcome =>
    ({
      hash,
      events: times.map((t, seq) => ({
        kind: 'client-finished',
        source: 'client',
        order: 'o',
        seq,
        t,
      })),
    }) as unknown as SeedOutcome;

  it('are the same when events and hash are', () => {
    expect(findDifference(outcome('a', 1, 2), outcome('a', 1, 2))).toBeNull();
  });

  it('part at the first event that differs', () => {
    const told = findDifference(outcome('a', 1, 2, 3), outcome('b', 1, 2.5, 4));
    expect(told).toMatch(/^event 1 was .*"t":2}, the second time .*"t":2.5}$/);
  });

  it('part where one of them ends', () => {
    expect(findDifference(outcome('a', 1), outcome('b', 1, 2))).toMatch(/^event 1 was nothing/);
  });

  it('make a rig error of a seed that held when they differ', async () => {
    const runs = [outcome('a', 1), outcome('a', 2)].map((each) => ({
      ...each,
      record: run(9, 'held') as SeedOutcome['record'],
    }));
    const waiting = runs.values();
    const play = async (): Promise<SeedOutcome> => waiting.next().value ?? outcome('none');
    const { record } = await playTwice(play, new AbortController().signal);
    expect(record.verdict).toMatchObject({
      outcome: 'rig-error',
      reasons: [
        { code: 'SIMULATOR_NOT_DETERMINISTIC', message: expect.stringContaining('Seed 9') },
      ],
    });
  });

  it('part in what no event tells', () => {
    expect(findDifference(outcome('a', 1), outcome('b', 1))).toContain('hash');
  });
});
