import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../core/errors.ts';
import { findErrorRow } from '../error-tables.ts';
import { cli } from './cli.fixture.ts';

afterEach(() => {
  process.exitCode = undefined;
});

describe('paydrill simulate refuses, with exit code 2 and a code that explain knows,', () => {
  it.each([
    ['seeds that are no integers', ['--seeds', '1.5'], 'CONFIG_INVALID_VALUE'],
    ['seeds that are no number', ['--seeds', 'many'], 'CONFIG_INVALID_VALUE'],
    ['no seeds', ['--seeds', '0'], 'CONFIG_INVALID_VALUE'],
    ['a first seed that is no integer', ['--seed', '7.5'], 'CONFIG_INVALID_VALUE'],
    ['seeds beyond the last', ['--seed', '4294967295', '--seeds', '2'], 'CONFIG_INVALID_VALUE'],
    ['a shard before the first', ['--shard', '0/2'], 'CONFIG_INVALID_VALUE'],
    ['a shard after the last', ['--shard', '3/2'], 'CONFIG_INVALID_VALUE'],
    ['a shard that is none', ['--shard', 'half'], 'CONFIG_INVALID_VALUE'],
    ['a target that does not exist', ['--target', 'module:./no.js'], 'CONFIG_TARGET_MISSING'],
    ['a target by address', ['--target', 'http://127.0.0.1:1'], 'CONFIG_TARGET_MALFORMED'],
    ['a target that is a program', ['--target', 'command:node a.js'], 'SIMULATOR_TARGET_LIVE_ONLY'],
  ])('%s', async (_, args, code) => {
    const end = await cli('simulate', 'answer-lost', ...args);
    expect(end.said).toContain(code);
    expect(end.said).toContain('What to do:');
    expect(end).toMatchObject({ code: EXIT.usage, result: '' });
    expect(findErrorRow(code)).toBeDefined();
    expect((await cli('explain', code)).result).toContain(code);
  });
});

describe('paydrill replay refuses', () => {
  const CASE = 'cases/answer-lost-retry-new-key.yaml';
  const changed = async (change: (text: string) => string) => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'case-'));
    const path = join(folder.path, 'changed.yaml');
    await writeFile(path, change(await readFile(CASE, 'utf8')));
    return await cli('replay', path);
  };
  it.each<[string, (text: string) => string, string]>([
    ['another version', (text) => text.replace('version: 1', 'version: 9'), 'CASE_OTHER_VERSION'],
    [
      'a text that is no YAML',
      (text) => text.replace('scenario:', 'scenario: ['),
      'CASE_MALFORMED',
    ],
    ['a key that there is not', (text) => `${text}\nfault: none\n`, 'CASE_INVALID'],
    [
      'an order of another seed',
      (text) => text.replaceAll('order-7', 'order-8'),
      'CASE_UNKNOWN_ORDER',
    ],
    ['a target by address', (text) => `${text}\ntarget: http://x\n`, 'CASE_INVALID'],
    [
      'a target that is gone',
      (text) => `${text}\ntarget: module:./x.js\n`,
      'CONFIG_TARGET_MISSING',
    ],
  ])('%s', async (_, change, code) => {
    const end = await changed(change);
    expect(end.said).toContain(code);
    expect(end).toMatchObject({ code: EXIT.usage, result: '' });
  });
});
