import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFramework, SERVERS } from './fixtures/frameworks.fixture.ts';
import { createVirtualWorld, type VirtualWorld } from './index.ts';

const fixture = new URL('./fixtures/frameworks.fixture.ts', import.meta.url);
let world: VirtualWorld;
beforeAll(async () => {
  world = await createVirtualWorld({ seed: 1 });
});
afterAll(() => world[Symbol.asyncDispose]());

describe('fetch, node:http, axios, got, opossum and the stripe SDK hear the same as on real sockets', () => {
  it.each(Object.keys(SERVERS))('from %s', async (name) => {
    await world.reset(1);
    const real = await runFramework(name as keyof typeof SERVERS);
    expect(await world.run(fixture, 'runFramework', name)).toEqual(real);
  });

  it('with the same hash each time', async () => {
    const hashes: string[] = [];
    for (const seed of [5, 5]) {
      await world.reset(seed);
      await world.run(fixture, 'runFramework', 'fastify');
      hashes.push(await world.hash());
    }
    expect(new Set(hashes).size).toBe(1);
  });
});
