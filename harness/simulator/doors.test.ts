import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkNode } from './clock/drain.ts';
import type { Door } from './fixtures/doors.fixture.ts';
import { createVirtualWorld, type VirtualWorld } from './index.ts';

const fixture = new URL('./fixtures/doors.fixture.ts', import.meta.url);
let world: VirtualWorld;
beforeAll(async () => {
  world = await createVirtualWorld({ seed: 1 });
});
afterAll(() => world[Symbol.asyncDispose]());

const of = (module: string, names: readonly string[], isGlobal = false): readonly Door[] =>
  names.map((name) => ({ module, name, isGlobal }));

const DOORS: readonly Door[] = [
  ...of('timers', ['setTimeout', 'setInterval', 'setImmediate'], true),
  ...of('timers', ['clearTimeout', 'clearInterval', 'clearImmediate'], true),
  ...of('timers/promises', ['setTimeout', 'setInterval', 'setImmediate']),
  ...of('crypto', ['randomBytes', 'randomUUID', 'randomInt', 'randomFill', 'randomFillSync']),
  ...of('crypto', ['pbkdf2', 'scrypt', 'hkdf', 'sign', 'verify', 'checkPrime']),
  ...of('crypto', ['generateKeyPair', 'generateKeyPairSync', 'generateKey', 'generateKeySync']),
  ...of('zlib', ['gzip', 'gunzip', 'deflate', 'inflate', 'brotliCompress', 'brotliDecompress']),
  ...of('net', ['connect', 'createConnection', 'Socket']),
  ...of('tls', ['connect']),
  ...of('fs', ['readFile', 'stat', 'writeSync', 'openSync', 'writeFile', 'mkdirSync', 'read']),
  ...of('fs/promises', ['readFile', 'writeFile', 'open']),
  ...of('process', ['hrtime', 'uptime', 'exit', 'memoryUsage', 'kill', 'loadEnvFile']),
  ...of('os', ['hostname', 'loadavg', 'cpus']),
  ...of('v8', ['getHeapStatistics']),
  ...of('perf_hooks', ['monitorEventLoopDelay', 'PerformanceObserver']),
  ...of('vm', ['createContext', 'runInNewContext']),
  ...of('async_hooks', ['AsyncLocalStorage']),
  ...of('dns', ['lookup', 'resolveSrv', 'Resolver']),
  ...of('child_process', ['spawn', 'exec']),
  ...of('worker_threads', ['Worker']),
];

it('replaces by every door: CommonJS and ESM, named, default and global', async () => {
  expect(await world.run(fixture, 'oddDoors', DOORS)).toEqual([]);
});

describe('what cannot be virtual', () => {
  it('throws with the call, the module that made it, and what to do', async () => {
    const tried = (await world.run(fixture, 'tryRefused')) as {
      call: string;
      code: unknown;
      message: string;
      hint: string;
    }[];
    expect(tried.length).toBeGreaterThan(150);
    for (const { call, code, message, hint } of tried) {
      expect({ call, code }).toEqual({ call, code: 'SIMULATOR_NOT_VIRTUAL' });
      expect(message).toContain(`${call} cannot be virtual`);
      expect(message).toMatch(/called by \/.*doors\.fixture\.ts:\d+/);
      expect(hint.length).toBeGreaterThan(20);
    }
  });

  it('is also refused where only what was asked for cannot be', async () => {
    const codes = (await world.run(fixture, 'tryOthers')) as unknown[];
    expect(codes).toEqual(codes.map(() => 'SIMULATOR_NOT_VIRTUAL'));
  });
});

it('does not start on a Node that cannot do all microtasks at once', () => {
  expect(() => checkNode(null)).toThrow(
    expect.objectContaining({ code: 'SIMULATOR_NODE_UNFIT', exitCode: 3 }),
  );
  expect(() => checkNode()).not.toThrow();
});
