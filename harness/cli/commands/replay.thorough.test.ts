import { afterEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../core/errors.ts';
import { loadCase, withSimulator } from '../../simulator/cases/index.ts';
import { replay, withRecord } from './replay.fixture.ts';

const CASE = 'cases/answer-lost-retry-new-key.yaml';

afterEach(() => {
  process.exitCode = undefined;
});

describe('paydrill replay', () => {
  it('plays a case, tells its story and ends with the verdict of the run', async () => {
    const { result, said, code } = await replay(CASE);
    expect(said).toBe(`goes as ${CASE} says: failed, no-double-charge`);
    expect(result).toContain('FAILED  no-double-charge');
    expect(code).toBe(EXIT.failed);
  });

  it('plays the record of a simulated run in virtual time', async () => {
    const { run } = await loadCase(CASE);
    const { record } = await withSimulator((simulate) => simulate(run));
    const options = { ...record.options, ...run };
    await withRecord({ ...record, options }, async (folder) => {
      const { said, commands, code } = await replay(folder);
      expect(said).toContain('goes as');
      expect(commands).toEqual([]);
      expect(code).toBe(EXIT.failed);
    });
  });
});
