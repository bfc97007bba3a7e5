import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../harness/config/index.ts';
import { loadCase } from '../../harness/simulator/cases/index.ts';
import { filesIn } from './library.fixture.ts';

describe('every case of the library', () => {
  it('is small enough to read', async () => {
    for (const path of filesIn('cases')) {
      const { run, story } = await loadCase(path);
      expect(run.scenario.faults.length, path).toBeLessThanOrEqual(3);
      expect(run.orders?.length, path).toBeLessThanOrEqual(3);
      expect(story.split('\n').length, path).toBeLessThanOrEqual(41);
    }
  });

  it('that can be played live has a scenario which is accepted', async () => {
    for (const path of filesIn('cases/live')) await loadScenario(path);
  });
});
