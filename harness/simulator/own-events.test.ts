import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createVirtualWorld, type VirtualWorld } from './index.ts';

const fixture = new URL('./fixtures/own-events.fixture.ts', import.meta.url);
const lines: string[] = [];
let world: VirtualWorld;
beforeAll(async () => {
  world = await createVirtualWorld({ seed: 1, onOutput: ({ text }) => lines.push(text) });
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(async () => {
  await world.reset(1);
  lines.length = 0;
});

it('a process that listens for what nobody caught lives on, and may be signalled by its number', async () => {
  expect(await world.run(fixture, 'watchCareful')).toEqual({
    crash: null,
    isThere: true,
    code: 4,
    // Neither the dead one nor any process of the machine.
    gone: ['ESRCH', 'ESRCH', 'ESRCH'],
    listeners: 0,
  });
  expect(lines).toEqual([
    'rejected: Error: nobody waits',
    'uncaughtException nobody catches',
    'SIGUSR2 12',
    'exit 4',
  ]);
});

it('a process that does not listen is ended by a rejection, whoever else listens', async () => {
  expect(await world.run(fixture, 'watchCareless')).toEqual({ code: 1, crash: 'nobody waits' });
});

it('what a process leaves on globalThis is gone with its world', async () => {
  expect(await world.run(fixture, 'leave')).toEqual([undefined, 'fetch']);
  await world.reset(1);
  expect(await world.run(fixture, 'leave')).toEqual([undefined, 'fetch']);
});

it('a service that is started afresh finds nothing of its predecessor on globalThis', async () => {
  const start = { isFresh: true, mayCrash: true };
  expect(await world.service('s', fixture, 'leave', start)).toEqual([undefined, 'fetch']);
  expect(await world.restart('s')).toEqual([undefined, 'fetch']);
});

it('a death may come between two writes that give back what they wrote', async () => {
  expect(await world.run(fixture, 'killBetweenWrites')).toBe(1);
});
