import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../harness/config/index.ts';
import { loadCase, withSimulator } from '../../harness/simulator/cases/index.ts';
import { expectCase } from '../../harness/simulator/cases/replay-case.ts';

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(folder, name));

describe('every case of the library', () => {
  it('is small enough to read', async () => {
    for (const path of filesIn('cases')) {
      const { run, story } = await loadCase(path);
      expect(run.scenario.faults.length, path).toBeLessThanOrEqual(3);
      expect(run.orders?.length, path).toBeLessThanOrEqual(3);
      expect(story.split('\n').length, path).toBeLessThanOrEqual(41);
    }
  });

  it('goes as its file says', { timeout: 300_000 }, async () => {
    await withSimulator(async (simulate) => {
      for (const path of filesIn('cases')) {
        const { differences } = await expectCase(path, { simulate });
        expect(differences, path).toEqual([]);
      }
    });
  });

  it('that can be played live has a scenario which is accepted', async () => {
    for (const path of filesIn('cases/live')) await loadScenario(path);
  });
});
