import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAMS, runProgram } from './fixtures/wire-programs.fixture.ts';
import { createVirtualWorld, type VirtualWorld } from './index.ts';

const fixture = new URL('./fixtures/wire-programs.fixture.ts', import.meta.url);
let world: VirtualWorld;
beforeAll(async () => {
  world = await createVirtualWorld({ seed: 1 });
});
afterAll(() => world[Symbol.asyncDispose]());

describe('a virtual connection is seen as a real one', () => {
  it.each(Object.keys(PROGRAMS))('%s', async (name) => {
    await world.reset(1, 'kept');
    const real = await runProgram(name);
    expect(real).not.toEqual([]);
    expect(await world.run(fixture, 'runProgram', name)).toEqual(real);
  });
});
