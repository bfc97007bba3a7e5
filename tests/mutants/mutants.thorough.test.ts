import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadScenario } from '../../harness/config/index.ts';
import { loadCase } from '../../harness/simulator/cases/index.ts';
import { brokenNames } from '../../harness/simulator/search/failure.ts';
import { createSimulatorThread, simulateOnce } from '../../harness/simulator/index.ts';
import { CASES_FOLDER, MOST, SCENARIO } from './campaign.ts';
import { findMutant, isAsExpected, threadOf } from './find-mutant.ts';
import { sourcesOf } from './mutant.ts';
import { MUTANTS } from './mutants.ts';

const caseOf = (name: string): string => join(CASES_FOLDER, `${name}.yaml`);

describe('the planted mistakes', () => {
  it('fit the service, and each has a case', () => {
    for (const mutant of MUTANTS) expect(() => sourcesOf(mutant)).not.toThrow();
    const cases = MUTANTS.map(({ name }) => `${name}.yaml`);
    expect(readdirSync(CASES_FOLDER).toSorted()).toEqual(cases.toSorted());
  });

  it('are told by name and file when they do not fit any more', () => {
    const [mutant] = MUTANTS;
    if (mutant === undefined) throw new Error('there is no mutant');
    const edits = [{ file: 'service/main.ts', find: 'what nobody ever wrote', put: '' }];
    expect(() => sourcesOf({ ...mutant, edits })).toThrow(
      `mutant ${mutant.name} does not fit service/main.ts any more`,
    );
  });

  it('are at least twenty-five, each under a name of its own', () => {
    const names = new Set(MUTANTS.map(({ name }) => name));
    expect(names.size).toBe(MUTANTS.length);
    expect(names.size).toBeGreaterThanOrEqual(25);
  });
});

describe('the case of a planted mistake', () => {
  const asItIs = createSimulatorThread();
  afterAll(() => asItIs[Symbol.asyncDispose]());

  it.each(MUTANTS)(
    'shows $name, and nothing else is wrong',
    { timeout: 60_000 },
    async (mutant) => {
      const { run } = await loadCase(caseOf(mutant.name));
      expect(run.scenario.faults.length).toBeLessThanOrEqual(MOST.faults);
      expect(run.orders?.length).toBeLessThanOrEqual(MOST.payments);
      await using thread = threadOf(mutant);
      const mistaken = await simulateOnce(run, { thread });
      expect(isAsExpected(mutant, brokenNames(mistaken.record))).toBe(true);
      const right = await simulateOnce(run, { thread: asItIs });
      expect(brokenNames(right.record)).toEqual([]);
    },
  );
});

it.each(MUTANTS.filter(({ isFoundInCi }) => isFoundInCi === true))(
  'a campaign finds $name',
  { timeout: 120_000 },
  async (mutant) => {
    const scenario = await loadScenario(SCENARIO);
    const find = await findMutant(mutant, { scenario, firstSeed: 1, seeds: 40 });
    expect(isAsExpected(mutant, find?.result.brokenInvariants ?? [])).toBe(true);
  },
);
