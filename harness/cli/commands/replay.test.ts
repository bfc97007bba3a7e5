import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../core/errors.ts';
import { sampleRecord } from '../../../reports/testing/sample-record.ts';
import { replay, withRecord } from './replay.fixture.ts';

afterEach(() => {
  process.exitCode = undefined;
});

describe('paydrill replay', () => {
  it('plays a live run by its own replay command', async () => {
    const replayCommand = "paydrill run provider-outage --seed 7 --set 'a b=1'";
    const record = sampleRecord({ replayCommand });
    await withRecord(record, async (folder) => {
      const { commands, code } = await replay(join(folder, 'record.json'), '--out', 'elsewhere');
      expect(commands).toEqual([
        ['run', 'provider-outage', '--seed', '7', '--set', 'a b=1', '--out', 'elsewhere'],
      ]);
      expect(code).toBe(EXIT.held);
    });
  });

  it('starts no other program, whatever a record says', async () => {
    await withRecord(sampleRecord({ replayCommand: 'rm -rf /' }), async (folder) => {
      await expect(replay(folder)).rejects.toMatchObject({ code: 'CASE_NOTHING_TO_REPLAY' });
    });
  });
});
