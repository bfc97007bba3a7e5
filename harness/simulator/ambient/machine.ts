import os from 'node:os';
import { Readable } from 'node:stream';
import v8 from 'node:v8';
import workerThreads from 'node:worker_threads';
import type { EventLoop } from '../clock/event-loop.ts';
import type { VirtualProcess } from '../process/virtual-process.ts';
import { replaceAll, replaceGetter } from './replace.ts';

const MEBIBYTE = 1_048_576;
const MEMORY = { total: 8192 * MEBIBYTE, free: 4096 * MEBIBYTE };
const LOOPBACK = {
  address: '127.0.0.1',
  netmask: '255.0.0.0',
  family: 'IPv4',
  mac: '00:00:00:00:00:00',
  internal: true,
  cidr: '127.0.0.1/8',
} as const;

/**
 * Figures of the machine and of this thread would tell two runs apart: they are constants. A
 * process is the main thread of its own, as it is outside.
 */
export function installMachine(loop: EventLoop): void {
  const times = { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 };
  replaceAll(os, {
    availableParallelism: () => 1,
    cpus: () => [{ model: 'virtual', speed: 0, times }],
    freemem: () => MEMORY.free,
    getPriority: () => 0,
    hostname: () => loop.current.name,
    loadavg: () => [0, 0, 0],
    networkInterfaces: () => ({ lo: [LOOPBACK] }),
    setPriority: () => undefined,
    totalmem: () => MEMORY.total,
    uptime: () => loop.nowUs / 1_000_000,
  });
  replaceAll(workerThreads, {
    isMainThread: true,
    parentPort: null,
    workerData: null,
    threadId: 0,
    threadName: '',
    resourceLimits: {},
  });
  replaceGetter(Object.getPrototypeOf(navigator) as object, 'hardwareConcurrency', () => 1);
  installFigures();
  installInput(loop);
}

function installFigures(): void {
  const memory = { rss: 64 * MEBIBYTE, heapTotal: 32 * MEBIBYTE, heapUsed: 16 * MEBIBYTE };
  const memoryUsage = () => ({ ...memory, external: MEBIBYTE, arrayBuffers: 65_536 });
  memoryUsage.rss = (): number => memory.rss;
  const resources = Object.keys(process.resourceUsage());
  replaceAll(process, {
    availableMemory: () => MEMORY.free,
    constrainedMemory: () => MEMORY.total,
    cpuUsage: () => ({ user: 0, system: 0 }),
    getActiveResourcesInfo: () => [],
    memoryUsage,
    resourceUsage: () => Object.fromEntries(resources.map((name) => [name, 0])),
    threadCpuUsage: () => ({ user: 0, system: 0 }),
  });
  replaceGetter(process, 'ppid', () => 1);
  replaceGetter(process, 'title', () => 'node');
  const heap = Object.fromEntries(Object.keys(v8.getHeapStatistics()).map((name) => [name, 0]));
  const sizes = {
    total_heap_size: memory.heapTotal,
    used_heap_size: memory.heapUsed,
    heap_size_limit: MEMORY.free,
    total_available_size: MEMORY.free - memory.heapUsed,
  };
  replaceAll(v8, {
    getHeapStatistics: () => ({ ...heap, ...sizes }),
    getHeapSpaceStatistics: () => [],
  });
}

/** As from /dev/null. */
function installInput(loop: EventLoop): void {
  const inputs = new WeakMap<VirtualProcess, Readable>();
  replaceGetter(process, 'stdin', () => {
    const known = inputs.get(loop.current);
    if (known !== undefined) return known;
    const input = Object.assign(Readable.from([]), { fd: 0, isTTY: false });
    inputs.set(loop.current, input);
    return input;
  });
}
