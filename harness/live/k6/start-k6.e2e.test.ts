import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ClientEvent } from '../../core/events.ts';
import { testBinary } from '../binaries/test-binary.fixture.ts';
import { poll } from '../processes/index.ts';
import { arrivals, script, TELL } from './fixtures/k6-scripts.ts';
import { startK6, type RunningK6 } from './start-k6.ts';
import { readK6Summary } from './summary.ts';

let binary: { path: string };
let directory: string;
let summaryFile: string;
let events: ClientEvent[];
let notes: string[];
let running: RunningK6 | null;
const groups = new Set<number>();

beforeAll(async () => {
  binary = await testBinary('k6');
});
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'k6-test-'));
  summaryFile = join(directory, 'k6-summary.json');
  events = [];
  notes = [];
  running = null;
});
afterEach(async () => {
  await running?.process.kill();
  await rm(directory, { recursive: true, force: true });
});

async function start(source: string, more: { deadlineMs?: number; path?: string } = {}) {
  const bundle = join(directory, 'bundle.js');
  const planFile = join(directory, 'plan.json');
  await writeFile(bundle, source);
  await writeFile(planFile, JSON.stringify({ summaryFile }));
  // What a user may have set and must not matter: all of these would end the load early.
  await mkdir(join(directory, '.config', 'k6'), { recursive: true });
  await writeFile(join(directory, '.config', 'k6', 'config.json'), '{"iterations":1,"vus":1}');
  running = await startK6({
    binary: { path: more.path ?? binary.path },
    bundle,
    planFile,
    workDirectory: directory,
    logDirectory: directory,
    guard: {
      addGroup: (group) => groups.add(group),
      removeGroup: (group) => groups.delete(group),
    },
    deadlineMs: more.deadlineMs ?? 20_000,
    onEvent: (event) => events.push(event),
    onNote: (line) => notes.push(line),
    environment: { ...process.env, K6_ITERATIONS: '1', K6_VUS: '1', HOME: directory },
  });
  return running;
}

const ONE_SECOND = arrivals("rate: 20, duration: '1s', preAllocatedVUs: 5");
const LONG = arrivals("rate: 20, duration: '60s', preAllocatedVUs: 5");

describe('a run', () => {
  test('waits until it is released, and tells every event once and in order', async () => {
    const k6 = await start(script(ONE_SECOND, `${TELL} console.warn('a word of the script');`));
    expect(await poll(() => events.length || undefined, { deadlineMs: 200 })).toBeUndefined();

    const zero = await k6.release();
    const end = await k6.ended;
    expect(end).toMatchObject({ reason: 'done', exitCode: 0, error: null, partialLine: null });
    expect(end.events).toBe(events.length);
    expect(events.length).toBeGreaterThanOrEqual(20);
    expect(events.map(({ order }) => order)).toEqual(events.map((_, index) => `o${index}`));
    expect(notes).toContain('a word of the script');

    const times = events.map(({ t }) => t);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(-zero.uncertaintyMs - 1);
    expect(Math.max(...times)).toBeLessThan(3_000);
    const summary = await readK6Summary(summaryFile);
    expect(summary).toEqual({
      completedIterations: events.length,
      droppedIterations: 0,
      eventsWritten: events.length,
    });
  });

  test('counts while it runs, dropped iterations included', async () => {
    const scarce = arrivals("rate: 50, duration: '60s', preAllocatedVUs: 1, maxVUs: 1");
    const k6 = await start(script(scarce, `${TELL} sleep(0.2);`));
    await k6.release();
    const figures = await poll(
      async () => {
        const now = await k6.figures();
        return now.droppedIterations > 0 && now.activeUsers > 0 ? now : undefined;
      },
      { deadlineMs: 10_000 },
      100,
    );
    expect(figures).toMatchObject({ activeUsers: 1, initialisedUsers: 1 });
    expect(figures?.completedIterations).toBeGreaterThan(0);
    await k6.stop();
    expect((await readK6Summary(summaryFile)).droppedIterations).toBeGreaterThan(0);
  });

  test('stops on demand with its summary written', async () => {
    const k6 = await start(script(LONG, TELL));
    await k6.release();
    await poll(() => (events.length > 0 ? true : undefined), { deadlineMs: 5_000 });
    await k6.stop();
    expect(await k6.ended).toMatchObject({
      reason: 'stopped-over-rest',
      exitCode: 103,
      error: null,
    });
    expect((await readK6Summary(summaryFile)).completedIterations).toBeGreaterThan(0);
  });

  test('stops on demand before it was released', async () => {
    const k6 = await start(script(LONG, TELL));
    await k6.stop();
    expect((await k6.ended).error).toBeNull();
    expect(events).toEqual([]);
  });

  test('that is killed is an error with the last lines and without half an event', async () => {
    const k6 = await start(script(LONG, `console.error('busy'); ${TELL}`));
    await k6.release();
    await poll(() => (events.length > 0 ? true : undefined), { deadlineMs: 5_000 });
    process.kill(k6.process.pid, 'SIGKILL');
    const end = await k6.ended;
    expect(end).toMatchObject({ reason: 'killed', error: { code: 'LIVE_K6_ENDED' } });
    expect(end.events).toBe(events.length);
  });

  test('whose thresholds fail is a whole run', async () => {
    const options = "{ iterations: 1, thresholds: { iterations: ['count>5'] } }";
    const k6 = await start(script(options, TELL));
    await k6.release();
    expect(await k6.ended).toMatchObject({ reason: 'thresholds-failed', error: null });
  });

  test('that aborts itself is an error', async () => {
    const k6 = await start(script(LONG, "exec.test.abort('enough')"));
    await k6.release();
    expect(await k6.ended).toMatchObject({
      reason: 'script-aborted',
      error: { code: 'LIVE_K6_ENDED' },
    });
  });
});

describe('a start', () => {
  test('fails with the words of the script that throws', async () => {
    const started = start("throw new Error('no plan today'); export default () => {};");
    await expect(started).rejects.toMatchObject({
      code: 'LIVE_K6_ENDED',
      message: expect.stringMatching(/script threw[\s\S]*no plan today/),
    });
  });

  test('fails when k6 is not initialised in time, and leaves nothing behind', async () => {
    const slow = `const end = Date.now() + 60000; while (Date.now() < end); ${script('{}', '')}`;
    await expect(start(slow, { deadlineMs: 300 })).rejects.toMatchObject({
      code: 'LIVE_K6_NOT_PAUSED',
    });
    expect(groups.size).toBe(0);
  });

  test('fails when there is no k6', async () => {
    await expect(start('', { path: '/nowhere/k6' })).rejects.toMatchObject({
      code: 'LIVE_PROCESS_NOT_STARTED',
    });
  });
});
