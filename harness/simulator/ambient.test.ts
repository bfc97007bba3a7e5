import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createVirtualWorld, type VirtualWorld } from './index.ts';

const fixture = new URL('./fixtures/ambient.fixture.ts', import.meta.url);
let world: VirtualWorld;
beforeAll(async () => {
  world = await createVirtualWorld({ seed: 1 });
});
afterAll(() => world[Symbol.asyncDispose]());

async function runWith(seed: number, name: string): Promise<Record<string, unknown>> {
  await world.reset(seed);
  return (await world.run(fixture, name)) as Record<string, unknown>;
}

it('takes every time from the virtual clock', async () => {
  expect(await runWith(1, 'times')).toEqual({
    'Date.now()': 1_767_225_601_000,
    'new Date()': '2026-01-01T00:00:01.000Z',
    'Date()': new Date(1_767_225_601_000).toString(),
    'Date.parse': 1_577_836_800_000,
    'instanceof Date': true,
    'Intl.DateTimeFormat.format()': expect.stringMatching(/^12:00:01\sAM$/) as string,
    'performance.now()': 1000,
    'perf_hooks.performance.now()': 1000,
    'performance.timeOrigin': 1_767_225_600_000,
    'process.hrtime()': [1, 0],
    'process.hrtime.bigint()': '1000000000',
    'process.uptime()': 1,
    'the Date header': 'Thu, 01 Jan 2026 00:00:01 GMT',
    'Event.timeStamp': 1002,
    'File.lastModified': 1_767_225_601_002,
    'performance.mark': 1002,
    'performance.measure': 1002,
    'performance.measure of a mark': 0,
    'new PerformanceMark': 1002,
    'performance.nodeTiming': 1002,
    'os.uptime()': 1.002,
    'SQLite datetime': '2026-01-01 00:00:01',
    'SQLite datetime of a time': '2020-01-02 00:00:00',
    'SQLite strftime': '1767225601',
    'SQLite unixepoch': 1_767_312_001,
    'SQLite subsec': '2026-01-01 00:00:01.002',
    'SQLite time': '00:00:01',
    'SQLite CURRENT_DATE': '2026-01-01',
    'SQLite default': '2026-01-01 00:00:01',
  });
});

describe('chance', () => {
  it('is the same for the same seed, in everything that draws', async () => {
    expect(await runWith(7, 'chances')).toEqual(await runWith(7, 'chances'));
  });

  it('is another for another seed, in everything that draws but RSA keys', async () => {
    const one = await runWith(7, 'chances');
    const other = await runWith(8, 'chances');
    expect(Object.keys(one)).toHaveLength(24);
    const rsa = 'crypto.generateKeyPairSync rsa';
    expect(one[rsa]).toBe(other[rsa]);
    for (const name of Object.keys(one).filter((each) => each !== rsa)) {
      expect({ name, value: one[name] }).not.toEqual({ name, value: other[name] });
    }
  });

  it('makes keys that sign what they verify', async () => {
    expect(await runWith(7, 'keysWork')).toEqual([true, true, true]);
  });
});

it('runs timers by time and then by age, with microtasks and ticks in between', async () => {
  expect(await runWith(1, 'order')).toEqual([
    'immediate at 0',
    'promisified at 3',
    'scheduler at 4',
    'first timeout at 5',
    'its tick at 5',
    'its microtask at 5',
    'interval at 7',
    'second timeout at 10',
    'third timeout at 10',
    'refreshed at 14',
    'interval at 14',
    'tick at 24',
    'tick at 44',
    'AbortError because of TimeoutError at 48',
  ]);
});

it('answers work of the thread pool at the moment at which it was asked for', async () => {
  expect(await runWith(1, 'threadPool')).toEqual({
    zlib: 'pack me',
    broken: 'Z_DATA_ERROR',
    brotli: 'x',
    scrypt: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
    pbkdf2: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
    subtle: '2d711642',
    context: 'kept',
    atMs: 1,
  });
});

it('tells nothing of the machine', async () => {
  expect(await runWith(1, 'figures')).toEqual({
    'os.hostname': 'main',
    'os.cpus': 1,
    'os.freemem': 4_294_967_296,
    'os.loadavg': [0, 0, 0],
    'os.networkInterfaces': ['lo'],
    'navigator.hardwareConcurrency': 1,
    'process.memoryUsage': 67_108_864,
    'process.resourceUsage': 0,
    'process.availableMemory': 4_294_967_296,
    'process.ppid': 1,
    'process.stdin': false,
    'process.getActiveResourcesInfo': [],
    'v8.getHeapStatistics': 16_777_216,
    'performance.eventLoopUtilization': { idle: 0, active: 0, utilization: 0 },
    'perf_hooks.monitorEventLoopDelay': [true, 0, true],
    'worker_threads.isMainThread': true,
    'worker_threads.parentPort': null,
    'worker_threads.workerData': null,
    'worker_threads.threadId': 0,
  });
});

it('lets no time pass while Node works for real', async () => {
  expect(await runWith(1, 'realWork')).toEqual({
    'Blob.text': [200_000, '0 ms'],
    'Blob.stream': [1, '0 ms'],
    'Response of a Blob': [200_000, '0 ms'],
    'Response of a form': [true, '0 ms'],
    CompressionStream: [200_000, '0 ms'],
    'WebAssembly.instantiate': [['module', 'instance'], '0 ms'],
    'fs.createReadStream': [true, '0 ms'],
    'fs.read': [[2, '//'], '0 ms'],
    'import()': [3, '0 ms'],
  });
});

it('keeps what is referred to weakly, whenever the collector runs', async () => {
  expect(await runWith(1, 'weakly')).toEqual(['object']);
});
