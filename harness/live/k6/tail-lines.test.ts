import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { poll } from '../processes/index.ts';
import { parseClientEventLine } from './client-event-line.ts';
import { tailLines } from './tail-lines.ts';

let directory: string;
let files = 0;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tail-test-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function emptyFile(): Promise<string> {
  files += 1;
  const path = join(directory, `${files}.ndjson`);
  await writeFile(path, '');
  return path;
}

test('tells lines while the file grows', async () => {
  const path = await emptyFile();
  const lines: string[] = [];
  const tail = await tailLines(path, (line) => lines.push(line), 5);
  await appendFile(path, 'one\ntw');
  expect(await poll(() => lines.length || undefined, { deadlineMs: 5_000 })).toBe(1);
  await appendFile(path, 'o\n');
  await tail.finish();
  expect(lines).toEqual(['one', 'two']);
});

test('tells every line once, however the writes cut it', async () => {
  const line = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !text.includes('\n'));
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 7 }), async (lines, size) => {
      const path = await emptyFile();
      const seen: string[] = [];
      const tail = await tailLines(path, (one) => seen.push(one), 1);
      const bytes = Buffer.from(lines.map((one) => `${one}\n`).join(''));
      for (let at = 0; at < bytes.length; at += size) {
        await appendFile(path, bytes.subarray(at, at + size));
      }
      expect(await tail.finish()).toEqual({ lines: lines.length, partialLine: null });
      expect(seen).toEqual(lines.map((one) => Buffer.from(one).toString()));
    }),
    { numRuns: 12 },
  );
});

test('gives back a last line without an end instead of telling it', async () => {
  const path = await emptyFile();
  const lines: string[] = [];
  const tail = await tailLines(path, (line) => lines.push(line));
  await appendFile(path, 'whole\n{"kind":"client-fin');
  expect(await tail.finish()).toEqual({ lines: 1, partialLine: '{"kind":"client-fin' });
  expect(lines).toEqual(['whole']);
});

test.each(['hello', '{"kind":"client-finished"', '{"kind":"other","order":"o","t":1}', '{}', '[]'])(
  '%s is no client event',
  (line) => {
    expect(parseClientEventLine(line, 0, 0)).toBeNull();
  },
);

test('a client event is numbered and counts from the zero of time', () => {
  const line = '{"kind":"client-started","t":1010,"order":"o","journey":"pay","intendedT":1005}';
  expect(parseClientEventLine(line, 7, 1000)).toEqual({
    source: 'client',
    seq: 7,
    kind: 'client-started',
    t: 10,
    order: 'o',
    journey: 'pay',
    intendedT: 5,
  });
});
