import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createVirtualWorld, type OutputLine, type VirtualWorld } from './index.ts';

const fixture = new URL('./fixtures/processes.fixture.ts', import.meta.url);
const lines: OutputLine[] = [];
let world: VirtualWorld;
beforeAll(async () => {
  world = await createVirtualWorld({ seed: 1, onOutput: (line) => lines.push(line) });
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(async () => {
  await world.reset(1);
  lines.length = 0;
});

describe('a process that is killed', () => {
  it.each([
    [50, 1],
    [150, 1],
  ])(
    'after %d ms loses timers, promises and what it had not committed, and keeps its disk',
    async (atMs, stored) => {
      expect(await world.run(fixture, 'killAt', { atMs })).toEqual({
        first: { remembered: 1, found: 0, pid: 1002, name: 'c' },
        told: 'UND_ERR_SOCKET',
        refused: 'ECONNREFUSED',
        // A new process with modules of its own, on the same disk.
        second: { remembered: 1, found: stored, pid: 1003, name: 'c' },
        after: 'done',
      });
    },
  );

  it('has stored everything when it had answered before', async () => {
    expect(await world.run(fixture, 'killAt', { atMs: 500 })).toMatchObject({
      told: 'done',
      second: { found: 3 },
    });
  });

  it.each([
    ['before the first write', 0, [], 0, 'nothing'],
    ['between write and connect', 1, ['before the call'], 0, 'nothing'],
    ['between connect and request', 2, ['before the call'], 0, 'nothing'],
    ['between request and write', 3, ['before the call'], 1, 'nothing'],
    ['between write and answer', 4, ['before the call', 'after the call'], 1, 'nothing'],
    ['after the answer', 5, ['before the call', 'after the call'], 1, 'done'],
  ])('%s, in the middle of an event', async (_where, afterEffects, stored, asked, told) => {
    const end = await world.run(fixture, 'killBefore', { afterEffects });
    expect(end).toEqual({ stored, asked, told });
  });

  it('says nothing any more', async () => {
    await world.service('counter', fixture, 'counter', { args: { stepMs: 1 } });
    await world.advance(2_500);
    await world.kill('counter');
    await world.advance(5_000);
    expect(lines.map(({ text, atMs }) => [text, atMs])).toEqual([
      ['alive', 1000],
      ['alive', 2000],
    ]);
  });
});

it('a function is called in a process with what the process remembers, and takes no time', async () => {
  const own = { pid: 1002, name: 'c' };
  expect(await world.run(fixture, 'callIt')).toEqual({
    first: { ...own, remembered: 2 },
    second: { ...own, remembered: 3 },
    tookMs: 0,
    third: { ...own, remembered: 4 },
    pausedMs: 500,
    failed: expect.stringContaining('There is no process "counter"') as string,
  });
});

it('a process that is told to stop does so in its own way', async () => {
  expect(await world.run(fixture, 'stopIt')).toBe('ECONNREFUSED');
  expect(lines.map(({ text, process }) => [process, text])).toEqual([['counter', 'told to stop']]);
  const { processes } = await world.report();
  expect(processes).toContainEqual({ name: 'counter', state: 'ended', exitCode: 3 });
});

it('a process that is paused does everything when it goes on', async () => {
  const answer = (await world.run(fixture, 'pauseIt')) as { text: string; atMs: number };
  expect(answer.text).toBe('done');
  expect(answer.atMs).toBeGreaterThan(5_099);
});

it('a process that is paused answers those who came meanwhile when it goes on', async () => {
  const answer = (await world.run(fixture, 'askWhilePaused')) as { text: string; atMs: number };
  expect(answer.text).toBe('done');
  expect(answer.atMs).toBeGreaterThan(5_199);
  expect(answer.atMs).toBeLessThan(6_000);
});

it('faults, kills and restarts are planned from outside', async () => {
  await world.service('counter', fixture, 'counter', { args: { stepMs: 1 } });
  await world.at(1_000, { kind: 'kill', process: 'counter' });
  await world.at(2_000, { kind: 'restart', process: 'counter' });
  expect(await world.run(fixture, 'afterwards')).toBe('done');
  const { processes } = await world.report();
  expect(processes.filter(({ name }) => name === 'counter').map(({ state }) => state)).toEqual([
    'ended',
    'running',
  ]);
});
