import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { loadScenario } from '../../harness/config/index.ts';
import { loadCase, withSimulator } from '../../harness/simulator/cases/index.ts';
import { expectCase } from '../../harness/simulator/cases/replay-case.ts';
import { brokenNames } from '../../harness/simulator/search/failure.ts';
import { filesIn } from './library.fixture.ts';

it('every case of the library goes as its file says', async () => {
  await withSimulator(async (simulate) => {
    for (const path of filesIn('cases')) {
      const { differences } = await expectCase(path, { simulate });
      expect(differences, path).toEqual([]);
    }
  });
});

it('what is kept for live drills breaks the promise that its case is about', async () => {
  await withSimulator(async (simulate) => {
    for (const path of filesIn('cases/live')) {
      const { run, expected } = await loadCase(join('cases', basename(path)));
      const scenario = await loadScenario(path);
      const { record } = await simulate({ ...run, scenario, orders: null, arrivals: null });
      expect(brokenNames(record), path).toContain(expected.violated[0]);
    }
  });
});
