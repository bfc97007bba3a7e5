import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../config/index.ts';
import { parseSeed } from '../../core/ids.ts';
import type { SimulatedRun } from '../drill/simulated-run.ts';
import {
  exampleRun,
  FAULT_NAMES,
  fakeSimulate,
  ORDER_IDS,
  outcomeOf,
  type Bug,
} from './fake-simulate.fixture.ts';
import { shrink, type ShrinkOptions, type ShrinkResult } from './shrink.ts';

const anyBug: fc.Arbitrary<Bug> = fc
  .record({
    names: fc.subarray(FAULT_NAMES, { maxLength: 3 }),
    atLeastMs: fc.integer({ min: 1, max: 5_000 }),
    orders: fc.subarray([...ORDER_IDS], { minLength: 1, maxLength: 3 }),
    isWitnessed: fc.boolean(),
  })
  .map(({ names, atLeastMs, ...bug }) => ({
    ...bug,
    faults: new Map(names.map((name) => [name, atLeastMs])),
  }));

const shrinkFake = (bug: Bug, options: Partial<ShrinkOptions> = {}): Promise<ShrinkResult> =>
  shrink(exampleRun(), { simulate: fakeSimulate(bug), orderIds: ORDER_IDS, ...options });

const namesOf = ({ scenario }: SimulatedRun): readonly string[] =>
  scenario.faults.map(({ name }) => name);

const SOME = { numRuns: 20 };

describe('shrinking a run', () => {
  it('leaves exactly the faults and orders that failing takes', async () => {
    await fc.assert(
      fc.asyncProperty(anyBug, async (bug) => {
        const { run, outcome, isMinimal } = await shrinkFake(bug, { maxRuns: 2_000 });
        expect(isMinimal).toBe(true);
        expect(outcome.record.verdict.outcome).toBe('failed');
        expect(namesOf(run)).toEqual([...bug.faults.keys()]);
        expect(run.orders?.toSorted()).toEqual([...bug.orders].toSorted());
      }),
      SOME,
    );
  });

  it('leaves durations as short as failing allows, in round numbers', async () => {
    await fc.assert(
      fc.asyncProperty(anyBug, async (bug) => {
        const { run } = await shrinkFake(bug, { maxRuns: 2_000 });
        for (const { name, durationMs } of run.scenario.faults) {
          const needed = Math.max(bug.faults.get(name) ?? 0, 100);
          expect(durationMs).toBeGreaterThanOrEqual(needed);
          const unit = [1_000, 100, 10, 1].find((each) => durationMs % each === 0) ?? 1;
          expect(durationMs - unit).toBeLessThan(needed);
        }
      }),
      SOME,
    );
  });

  it('needs no more runs than it may, and what it has then still fails', async () => {
    await fc.assert(
      fc.asyncProperty(anyBug, fc.integer({ min: 2, max: 60 }), async (bug, maxRuns) => {
        const seen: SimulatedRun[] = [];
        const result = await shrinkFake(bug, { maxRuns, simulate: fakeSimulate(bug, seen) });
        expect(seen.length).toBeLessThanOrEqual(maxRuns);
        expect(result.runs).toBe(seen.length);
        expect(result.outcome.record.verdict.outcome).toBe('failed');
      }),
      SOME,
    );
  });

  it('finds the same twice', async () => {
    await fc.assert(
      fc.asyncProperty(anyBug, async (bug) => {
        const [first, second] = [await shrinkFake(bug), await shrinkFake(bug)];
        expect(second).toEqual(first);
      }),
      { numRuns: 5 },
    );
  });

  it('finds the same when it was interrupted and taken up again', async () => {
    await fc.assert(
      fc.asyncProperty(anyBug, fc.integer({ min: 2, max: 80 }), async (bug, maxRuns) => {
        const whole = await shrinkFake(bug, { maxRuns: 2_000 });
        const part = await shrinkFake(bug, { maxRuns });
        const rest = await shrinkFake(bug, { maxRuns: 2_000, trail: part.trail });
        expect(rest.run).toEqual(whole.run);
        expect(rest.trail).toEqual(whole.trail);
      }),
      SOME,
    );
  });

  it('tells each step', async () => {
    const passes = new Set<string>();
    let lastRuns = 1;
    const { runs } = await shrinkFake(bugOf(['b'], ['o-5', 'o-40']), {
      onProgress: (progress) => {
        passes.add(progress.pass);
        expect(progress.runs).toBe(lastRuns + 1);
        lastRuns = progress.runs;
      },
    });
    expect([...passes].toSorted()).toEqual(['faults', 'magnitudes', 'orders', 'times', 'witness']);
    expect(runs).toBe(lastRuns + 1);
  });

  it('ends when it is asked to, with what it has found', async () => {
    const stop = new AbortController();
    const { runs, isMinimal, outcome } = await shrinkFake(bugOf(['b'], ['o-5']), {
      stop: stop.signal,
      onProgress: (progress) => {
        if (progress.runs === 5) stop.abort();
      },
    });
    expect({ runs, isMinimal }).toEqual({ runs: 5, isMinimal: false });
    expect(outcome.record.verdict.outcome).toBe('failed');
  });

  it('never goes over to another failure', async () => {
    // Without fault "b" the same payments break another promise, which is another find.
    const bug = bugOf(['b'], ['o-5']);
    const { run, failure } = await shrinkFake(bug, {
      simulate: async (tried) => {
        const isSame = namesOf(tried).includes('b');
        const outcome = outcomeOf(tried, true, bug);
        const invariants = outcome.record.invariants.map((each) =>
          isSame ? each : { ...each, name: 'paid-means-paid' },
        );
        return { ...outcome, record: { ...outcome.record, invariants } };
      },
    });
    expect(failure).toMatchObject({ kind: 'invariant', name: 'no-double-charge' });
    expect(namesOf(run)).toEqual(['b']);
  });

  it('starts early and in whole seconds, for as few orders as there are', async () => {
    const { run } = await shrinkFake(bugOf(['b'], ['o-40']));
    expect(run.scenario.timeline).toEqual({
      baselineMs: 1_000,
      faultMs: 1_000,
      recoveryMs: 1_000,
      drainMs: 5_000,
    });
    expect(run.arrivals).toEqual({ 'o-40': 0 });
    // The forty-first order still has to be made.
    expect(run.scenario.load.arrival).toEqual({ kind: 'constant', ratePerSecond: 14 });
  });

  it('refuses a run that did not fail', async () => {
    const bug = bugOf(['not-there'], ['o-1']);
    await expect(shrinkFake(bug)).rejects.toMatchObject({ code: 'CASE_NOTHING_TO_SHRINK' });
  });

  it('refuses a world that does not repeat itself', async () => {
    const bug = bugOf(['b'], ['o-1']);
    let calls = 0;
    const simulate = (run: SimulatedRun) => {
      calls += 1;
      return Promise.resolve({ ...outcomeOf(run, true, bug), hash: String(calls) });
    };
    await expect(shrinkFake(bug, { simulate, maxRuns: 20 })).rejects.toMatchObject({
      code: 'CASE_NOT_DETERMINISTIC',
    });
  });

  it('knows the orders of a scenario by itself', async () => {
    const scenario = await loadScenario('answer-lost', { scale: 0.1 });
    const run = { scenario, seed: parseSeed(7), orders: null, arrivals: null };
    const bug: Bug = { faults: new Map(), orders: ['order-7-00012'], isWitnessed: true };
    const shrunk = await shrink(run, { simulate: fakeSimulate(bug), maxRuns: 30 });
    expect(shrunk.run.orders).toEqual(['order-7-00012']);
    expect(shrunk.run.scenario.faults).toEqual([]);
  });
});

const bugOf = (names: readonly string[], orders: readonly string[]): Bug => ({
  faults: new Map(names.map((name) => [name, 10])),
  orders,
  isWitnessed: true,
});
