import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { piecesOfLog } from './pieces-of-log.ts';

test.each([
  ['', []],
  ['one\n', ['one\n']],
  ['one\ntwo\nthree\nfour', ['one\ntwo\n', 'three\n', 'four']],
  ['a line that is longer than a piece\nend', ['a line that is longer than a piece\n', 'end']],
  ['日本\n語\n', ['日本\n', '語\n']],
])('a log of %j comes in pieces of whole lines, twice', async (text, expected) => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'log-'));
  const path = join(folder.path, 'a.log');
  await writeFile(path, text);
  const pieces = piecesOfLog(path, 8);
  expect([...pieces].join('')).toBe(text);
  expect([...pieces]).toEqual(expected);
});
