import { expect, it } from 'vitest';
import type { Failure } from '../search/failure.ts';
import { exampleRun, outcomeOf } from '../search/fake-simulate.fixture.ts';
import type { Simulate } from '../search/trials.ts';
import { findLiveScenario } from './live-scenario.ts';

const FAILURE: Failure = {
  kind: 'invariant',
  name: 'no-double-charge',
  broken: ['no-double-charge'],
};

/** Fails where every fault has this share. */
const failsAt =
  (share: number, tried: number[]): Simulate =>
  (run) => {
    const shares = run.scenario.faults.map((fault) =>
      fault.layer === 'process' ? 1 : fault.share,
    );
    tried.push(Math.max(...shares));
    const isViolated = shares.every((each) => each === share);
    return Promise.resolve(outcomeOf(run, isViolated, { orders: ['o-1'], isWitnessed: true }));
  };

it('gives the faults to fewer where none fails that gives them to everybody', async () => {
  const run = exampleRun();
  const tried: number[] = [];
  const found = await findLiveScenario(run, FAILURE, failsAt(0.25, tried));
  expect(tried).toEqual([0.5, 1, 0.5, 0.25]);
  expect(found?.faults.map(({ durationMs }) => durationMs)).toEqual(Array(6).fill(6_000));
});

it('finds none where none fails', async () => {
  expect(await findLiveScenario(exampleRun(), FAILURE, failsAt(0.1, []))).toBeNull();
});
