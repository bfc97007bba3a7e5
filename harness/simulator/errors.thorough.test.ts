import { describe, expect, it } from 'vitest';
import { createVirtualWorld, type VirtualWorldOptions } from './index.ts';

const troubles = new URL('./fixtures/troubles.fixture.ts', import.meta.url);

async function trouble(name: string, args?: unknown, over: Partial<VirtualWorldOptions> = {}) {
  await using world = await createVirtualWorld({ seed: 1, ...over });
  try {
    return { value: await world.run(troubles, name, args) };
  } catch (error) {
    return { error };
  }
}

describe('a world tells', () => {
  it('that nothing is left to happen when a run has not settled', async () => {
    expect(await trouble('waitForNobody')).toMatchObject({
      error: { code: 'SIMULATOR_STALLED', exitCode: 1 },
    });
  });

  it('which timers and requests are pending at its virtual deadline', async () => {
    const { error } = (await trouble('pollForEver', null, { deadlineMs: 100_000 })) as {
      error: Error;
    };
    expect(error).toMatchObject({ code: 'SIMULATOR_DEADLINE' });
    expect(error.message).toContain('fetch GET /never waits for headers (main, due at');
    expect(error.message).toContain('GET /never at 10.0.0.1:80 (main)');
  });

  it('when code loops without ever waiting', async () => {
    expect(await trouble('spin', null, { wallDeadlineMs: 300 })).toMatchObject({
      error: { code: 'SIMULATOR_WALL_DEADLINE' },
    });
  });

  it('which process crashed, and why', async () => {
    expect(await trouble('startThrower', { mayCrash: false })).toMatchObject({
      error: {
        code: 'SIMULATOR_PROCESS_CRASHED',
        message: expect.stringContaining('"thrower"') as string,
        cause: { message: 'nobody caught me' },
      },
    });
    expect(await trouble('startThrower', { mayCrash: true })).toEqual({ value: 'survived' });
  });

  it.each([
    ['killStranger', 'SIMULATOR_PROCESS_UNKNOWN'],
    ['startTwice', 'SIMULATOR_PROCESS_RUNNING'],
    ['notAFunction', 'SIMULATOR_EXPORT_MISSING'],
    ['returnFunction', 'SIMULATOR_DATA_NOT_PLAIN'],
    ['injectNonsense', 'SIMULATOR_LINK_INVALID'],
  ])('what is wrong with %s: %s', async (name, code) => {
    expect(await trouble(name)).toMatchObject({ error: { code, exitCode: 2 } });
  });

  it('that commands from outside have to wait for a run', async () => {
    await using world = await createVirtualWorld({ seed: 1 });
    const run = world.run(troubles, 'sleepFor', { ms: 10 });
    await expect(world.kill('main')).rejects.toMatchObject({ code: 'SIMULATOR_BUSY' });
    await run;
  });

  it('that arguments which cannot be copied do not go in', async () => {
    await using world = await createVirtualWorld({ seed: 1 });
    await expect(world.run(troubles, 'sleepFor', { ms: () => 1 })).rejects.toMatchObject({
      code: 'SIMULATOR_DATA_NOT_PLAIN',
    });
  });

  it('that it has ended', async () => {
    const world = await createVirtualWorld({ seed: 1 });
    await world[Symbol.asyncDispose]();
    await expect(world.run(troubles, 'sleepFor', { ms: 1 })).rejects.toMatchObject({
      code: 'SIMULATOR_ENDED',
    });
  });
});

it('hands errors on with stack, cause and what they carry', async () => {
  const { error } = (await trouble('failWithCause')) as { error: Error };
  expect(error).toMatchObject({
    name: 'TypeError',
    message: 'outer',
    code: 'E_OUTER',
    cause: { message: 'inner' },
  });
  expect(error.stack).toContain('troubles.fixture.ts');
});
