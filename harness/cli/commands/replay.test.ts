import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Command } from 'commander';
import type { RunRecord } from '../../core/record.ts';
import { EXIT } from '../../core/errors.ts';
import { loadCase, withSimulator } from '../../simulator/cases/index.ts';
import { sampleRecord } from '../../../reports/testing/sample-record.ts';
import { addReplay } from './replay.ts';

const CASE = 'cases/answer-lost-retry-new-key.yaml';

afterEach(() => {
  process.exitCode = undefined;
});

async function replay(...args: readonly string[]) {
  const results: string[] = [];
  const said: string[] = [];
  const commands: (readonly string[])[] = [];
  const output = {
    result: (text: string) => void results.push(text),
    log: (text: string) => void said.push(text),
  };
  const program = new Command('paydrill').exitOverride();
  addReplay(program, output, (words) => {
    commands.push(words);
    return Promise.resolve(EXIT.held);
  });
  await program.parseAsync(['replay', ...args], { from: 'user' });
  return { result: results.join(''), said: said.join('\n'), commands, code: process.exitCode };
}

async function withRecord<Result>(
  record: RunRecord,
  use: (folder: string) => Promise<Result>,
): Promise<Result> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'replay-'));
  await writeFile(join(folder.path, 'record.json'), JSON.stringify(record));
  return await use(folder.path);
}

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
