import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exitReasonOf } from './exit-reason.ts';
import { readK6Summary } from './summary.ts';

let file: string;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'summary-test-'));
  file = join(directory, 'k6-summary.json');
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const read = async (body: unknown) => {
  await writeFile(file, JSON.stringify(body));
  return readK6Summary(file);
};
const FIGURES = { completedIterations: 7, droppedIterations: 2, eventsWritten: null };

describe('reads every shape that k6 writes', () => {
  test.each<[string, unknown]>([
    [
      'handleSummary',
      {
        metrics: {
          iterations: { values: { count: 7 } },
          dropped_iterations: { values: { count: 2 } },
        },
      },
    ],
    [
      '--summary-export',
      { metrics: { iterations: { count: 7 }, dropped_iterations: { count: 2 } } },
    ],
    [
      'the new machine-readable one',
      {
        version: '1.0.0',
        results: {
          metrics: [
            { name: 'iterations', values: { count: 7 } },
            { name: 'dropped_iterations', values: { count: 2 } },
          ],
        },
      },
    ],
  ])('%s', async (_name, body) => {
    expect(await read(body)).toEqual(FIGURES);
  });
});

test("prefers the script's own count of customers", async () => {
  const counts = { iterations: { count: 8 }, paydrill_customers: { count: 7 } };
  const summary = await read({ metrics: { ...counts, paydrill_events: { count: 21 } } });
  expect(summary).toEqual({ completedIterations: 7, droppedIterations: 0, eventsWritten: 21 });
});

test('says what is wrong with a summary that cannot be used', async () => {
  const code = 'LIVE_K6_SUMMARY';
  await expect(readK6Summary(join(directory, 'none'))).rejects.toMatchObject({ code });
  await expect(read([])).rejects.toMatchObject({ code });
  await writeFile(file, '{"metrics":');
  await expect(readK6Summary(file)).rejects.toMatchObject({ code });
});

test.each([
  [0, null, 'done'],
  [99, null, 'thresholds-failed'],
  [103, null, 'stopped-over-rest'],
  [105, null, 'stopped-by-signal'],
  [107, null, 'script-exception'],
  [110, null, 'marked-failed'],
  [255, null, 'unknown'],
  [null, 'SIGKILL', 'killed'],
] as const)('exit code %s and signal %s mean %s', (code, signal, reason) => {
  expect(exitReasonOf(code, signal).reason).toBe(reason);
});
