import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import type { RunRecord } from '../../core/record.ts';
import { EXIT } from '../../core/errors.ts';
import { addReplay } from './replay.ts';

/** The command alone; what it would hand on to another command is only noted. */
export async function replay(...args: readonly string[]) {
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

export async function withRecord<Result>(
  record: RunRecord,
  use: (folder: string) => Promise<Result>,
): Promise<Result> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'replay-'));
  await writeFile(join(folder.path, 'record.json'), JSON.stringify(record));
  return await use(folder.path);
}
