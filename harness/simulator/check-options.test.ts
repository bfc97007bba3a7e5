import { afterAll, beforeAll, expect, it } from 'vitest';
import { createVirtualWorld, type VirtualWorld } from './index.ts';

let world: VirtualWorld;
beforeAll(async () => {
  world = await createVirtualWorld({ seed: 1 });
});
afterAll(() => world[Symbol.asyncDispose]());

// As from JavaScript, where no type stops anybody.
const create = (options: unknown) =>
  Reflect.apply(createVirtualWorld, undefined, [options]) as Promise<unknown>;
const ask = (call: keyof VirtualWorld, ...args: readonly unknown[]) =>
  Reflect.apply(world[call] as (...all: unknown[]) => unknown, undefined, args) as Promise<unknown>;

it.each([
  [undefined, 'its options must be an object'],
  [{}, 'seed must be a whole number from 0 to 4294967295, got undefined'],
  [{ seed: 'x' }, 'got "x"'],
  [{ seed: 1.5 }, 'got 1.5'],
  [{ seed: 2 ** 32 }, 'seed must be'],
  [{ seed: 1, startTime: 'yesterday' }, 'startTime must be a valid Date'],
  [{ seed: 1, deadlineMs: -5 }, 'deadlineMs must be a number of milliseconds above 0'],
  [{ seed: 1, wallDeadlineMs: Number.NaN }, 'wallDeadlineMs must be'],
  [{ seed: 1, deadline: 5 }, 'deadline must be one of seed, startTime'],
  [{ seed: 1, network: [{ to: 'a', delayMs: 3 }] }, 'network setting delayMs is not valid'],
])('a world is not made with %j', async (options, told) => {
  await expect(create(options)).rejects.toThrow(told);
});

it('what is no option is wrong use, with what to do', async () => {
  await expect(create({})).rejects.toMatchObject({
    code: 'SIMULATOR_OPTION_INVALID',
    exitCode: 2,
    hint: expect.stringContaining('docs/simulator.md') as string,
  });
});

const fault = { name: 'f', to: 'a', direction: 'upstream', effect: { kind: 'reset', afterMs: 0 } };
it.each([
  ['run', ['./scenario.js', 'pay'], 'module must be a URL'],
  ['service', ['a', './scenario.js', 'serve'], 'module must be a URL'],
  ['advance', [-4], 'ms must be a number of milliseconds from 0, got -4'],
  ['at', [-3, { kind: 'kill', process: 'a' }], 'atMs must be'],
  ['at', [3, { kind: 'explode' }], 'kind must be one of start, kill'],
  ['reset', ['x'], 'seed must be'],
  ['inject', [{ ...fault, direction: 'sideways' }], 'f: direction is not valid'],
  ['inject', [{ ...fault, effect: { kind: 'warp' } }], 'f: effect.kind is not valid'],
  ['inject', [{ ...fault, effect: { kind: 'latency', latencyMs: 3 } }], 'effect.jitterMs'],
  ['link', [{ to: 'a', delayMs: 3 }], 'network setting delayMs is not valid'],
] as const)('a world refuses %s(%j)', async (call, args, told) => {
  await expect(ask(call, ...args)).rejects.toThrow(told);
});
