import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createVirtualWorld, type VirtualWorld } from './index.ts';

const fixture = new URL('./fixtures/memory.fixture.ts', import.meta.url);
let world: VirtualWorld;
beforeAll(async () => {
  world = await createVirtualWorld({ seed: 1 });
});
afterAll(() => world[Symbol.asyncDispose]());

describe('a world that is used again', () => {
  it.each(['killed', 'reset'])('forgets connections that were open when it was %s', async (how) => {
    const seen: unknown[] = [];
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      await world.reset(seed, 'kept');
      await world.run(fixture, 'leaveOpen', how);
      await world.reset(seed, 'kept');
      seen.push(await world.run(fixture, 'countSockets'));
    }
    // The first may have made what is used again: the last socket of a parser in Node's pool.
    expect(seen.at(-1)).toBeLessThanOrEqual(Number(seen[1]));
    expect(seen.at(-1)).toBeLessThan(10);
  });
});
