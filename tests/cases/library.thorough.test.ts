import { expect, it } from 'vitest';
import { withSimulator } from '../../harness/simulator/cases/index.ts';
import { expectCase } from '../../harness/simulator/cases/replay-case.ts';
import { filesIn } from './library.fixture.ts';

it('every case of the library goes as its file says', async () => {
  await withSimulator(async (simulate) => {
    for (const path of filesIn('cases')) {
      const { differences } = await expectCase(path, { simulate });
      expect(differences, path).toEqual([]);
    }
  });
});
