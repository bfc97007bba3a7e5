import { dirname, join } from 'node:path';
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

  it('drills the target of a live run again, or the one that is given', async () => {
    const replayCommand = 'paydrill run provider-outage --seed 7 --target module:./mine.js';
    await withRecord(sampleRecord({ replayCommand }), async (folder) => {
      const again = await replay(folder);
      expect(again.commands[0]).toEqual(expect.arrayContaining(['--target', 'module:./mine.js']));
      const { commands, said } = await replay(folder, '--target', 'command:./other -x');
      // The last one counts.
      expect(commands[0]?.slice(4)).toEqual([
        '--target',
        'module:./mine.js',
        '--target',
        'command:./other -x',
        '--out',
        'runs',
      ]);
      expect(said).toContain("--target 'command:./other -x'");
    });
  });

  it.each([
    ["--target 'command:./mine -x'", "'command:./mine -x'"],
    ["--target '  command:./mine'", "'  command:./mine'"],
    ['--target=command:./mine', '--target=command:./mine'],
    ['--k6 ./mine', '--k6'],
    ['--toxiproxy=./mine', '--toxiproxy=./mine'],
  ])('starts a program (%s) for a record of your own runs alone', async (words, told) => {
    const record = sampleRecord({ replayCommand: `paydrill run provider-outage ${words}` });
    await withRecord(record, async (folder) => {
      for (const out of ['cases', 'no/such/folder']) {
        const foreign = replay(folder, '--out', out);
        await expect(foreign).rejects.toMatchObject({ code: 'CLI_FOREIGN_PROGRAM', exitCode: 2 });
        await expect(foreign).rejects.toThrow(told);
      }
      const { commands } = await replay(folder, '--out', dirname(folder));
      expect(commands).toHaveLength(1);
    });
  });

  it('starts no other program, whatever a record says', async () => {
    await withRecord(sampleRecord({ replayCommand: 'rm -rf /' }), async (folder) => {
      await expect(replay(folder)).rejects.toMatchObject({ code: 'CASE_NOTHING_TO_REPLAY' });
    });
  });
});
