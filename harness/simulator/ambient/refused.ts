import childProcess from 'node:child_process';
import cluster from 'node:cluster';
import dgram from 'node:dgram';
import dns from 'node:dns';
import dnsPromises from 'node:dns/promises';
import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import http2 from 'node:http2';
import inspector from 'node:inspector';
import sqlite from 'node:sqlite';
import v8 from 'node:v8';
import vm from 'node:vm';
import wasi from 'node:wasi';
import workerThreads from 'node:worker_threads';
import { callingModule, UNKNOWN } from './caller.ts';
import { notVirtual } from './not-virtual.ts';
import { replace } from './replace.ts';

export interface Refusal {
  readonly target: object;
  /** As users write it: `fs.writeFile`. */
  readonly prefix: string;
  readonly names: readonly string[];
  readonly advice: string;
}

const WRITES = [
  'appendFile',
  'chmod',
  'chown',
  'copyFile',
  'cp',
  'lchown',
  'link',
  'lutimes',
  'mkdir',
  'mkdtemp',
  'rename',
  'rm',
  'rmdir',
  'symlink',
  'truncate',
  'unlink',
  'utimes',
  'writeFile',
];
const LOOK_UPS = [
  'lookup',
  'lookupService',
  'resolve',
  'resolve4',
  'resolve6',
  'resolveAny',
  'resolveCaa',
  'resolveCname',
  'resolveMx',
  'resolveNaptr',
  'resolveNs',
  'resolvePtr',
  'resolveSoa',
  'resolveSrv',
  'resolveTlsa',
  'resolveTxt',
  'reverse',
  'Resolver',
  'setServers',
];
const FILES = 'Keep it in memory, or in an SQLite database under /disk/, which survives a kill.';
const NAMES =
  'Names need no look-up: connect to the name of a process or one of its hosts, as the world gives them.';
const PROCESSES =
  'Start the other program as a process of the world, with world.start(name, module).';

/** Whatever would leave the world and has no virtual form. */
export const REFUSALS: readonly Refusal[] = [
  {
    target: fs,
    prefix: 'fs',
    names: [
      ...WRITES,
      ...WRITES.map((name) => `${name}Sync`),
      'createWriteStream',
      'FileWriteStream',
      'WriteStream',
      'Utf8Stream',
      'fchmod',
      'fchmodSync',
      'fchown',
      'fchownSync',
      'ftruncate',
      'ftruncateSync',
      'futimes',
      'futimesSync',
      'glob',
      'mkdtempDisposableSync',
      'openAsBlob',
      'opendir',
      'statfs',
      'statfsSync',
      'unwatchFile',
      'watch',
      'watchFile',
      'writev',
      'writevSync',
    ],
    advice: FILES,
  },
  {
    target: fsPromises,
    prefix: 'fs.promises',
    names: [...WRITES, 'glob', 'lchmod', 'mkdtempDisposable', 'open', 'opendir', 'statfs', 'watch'],
    advice: FILES,
  },
  {
    target: dns,
    prefix: 'dns',
    names: LOOK_UPS,
    advice: NAMES,
  },
  {
    target: dnsPromises,
    prefix: 'dns.promises',
    names: LOOK_UPS,
    advice: NAMES,
  },
  {
    target: childProcess,
    prefix: 'child_process',
    names: ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'],
    advice: PROCESSES,
  },
  { target: cluster, prefix: 'cluster', names: ['fork', 'setupPrimary'], advice: PROCESSES },
  {
    target: workerThreads,
    prefix: 'worker_threads',
    names: [
      'Worker',
      'MessageChannel',
      'BroadcastChannel',
      'moveMessagePortToContext',
      'postMessageToThread',
      'receiveMessageOnPort',
    ],
    advice:
      'Threads run in real time. Do the work in the process itself, or start a process of the world.',
  },
  {
    target: globalThis,
    prefix: 'globalThis',
    names: ['MessageChannel', 'BroadcastChannel', 'WebSocket', 'EventSource', 'Worker'],
    advice: 'Use fetch or node:http: only HTTP and plain sockets have a virtual form.',
  },
  {
    target: dgram,
    prefix: 'dgram',
    names: ['createSocket', 'Socket'],
    advice: 'Datagrams have no virtual form; use node:net or HTTP.',
  },
  {
    target: http2,
    prefix: 'http2',
    names: ['connect', 'createServer', 'createSecureServer', 'performServerHandshake'],
    advice: 'Use HTTP/1.1: node:http, node:https or fetch.',
  },
  {
    target: inspector,
    prefix: 'inspector',
    names: ['open', 'close', 'waitForDebugger', 'Session'],
    advice: 'Debug from outside: node --inspect-brk, then the thread of the world.',
  },
  {
    target: Reflect.getPrototypeOf(workerThreads.locks) ?? {},
    prefix: 'navigator.locks',
    names: ['request', 'query'],
    advice: 'Locks are shared by threads. Queue on a promise in the process itself.',
  },
  {
    target: process,
    prefix: 'process',
    names: ['dlopen', 'execve', 'chdir'],
    advice: 'Native code keeps real time and real files; packages often have a form in JavaScript.',
  },
  {
    target: process.report,
    prefix: 'process.report',
    names: ['getReport', 'writeReport'],
    advice: 'It tells of the machine. Leave it out in a world.',
  },
  {
    target: vm,
    prefix: 'vm',
    names: ['createContext', 'runInContext', 'runInNewContext'],
    advice: 'Another context has a clock and chance of its own. Use vm.runInThisContext.',
  },
  {
    target: vm.Script.prototype,
    prefix: 'vm.Script',
    names: ['runInContext', 'runInNewContext'],
    advice: 'Another context has a clock and chance of its own. Use runInThisContext.',
  },
  {
    target: wasi,
    prefix: 'wasi',
    names: ['WASI'],
    advice: 'It reads the clock and draws by itself. Give the module imports of your own.',
  },
  {
    target: v8,
    prefix: 'v8',
    names: ['writeHeapSnapshot', 'getHeapSnapshot', 'setHeapSnapshotNearHeapLimit'],
    advice: 'Look at the memory of the service outside of a world.',
  },
  { target: sqlite, prefix: 'sqlite', names: ['backup'], advice: FILES },
  {
    target: Atomics,
    prefix: 'Atomics',
    names: ['wait', 'waitAsync'],
    advice: 'It would stop real time, not virtual time. Wait with timers/promises.',
  },
];

// Node makes contexts for regular expressions of its own.
const isOfContexts = (target: object): boolean => target === vm || target === vm.Script.prototype;
const isNodeItself = (): boolean => callingModule() === UNKNOWN;

/** Replaces them by functions, usable with `new` too, that throw SIMULATOR_NOT_VIRTUAL. */
export function installRefusals(): void {
  for (const { target, prefix, names, advice } of REFUSALS) {
    for (const name of names) {
      if (!(name in target)) continue;
      const call = `${prefix}.${name}`;
      const original: unknown = Reflect.get(target, name);
      replace(target, name, function refused(this: unknown, ...args: unknown[]): unknown {
        if (isOfContexts(target) && isNodeItself() && typeof original === 'function') {
          return Reflect.apply(original, this, args) as unknown;
        }
        throw notVirtual(call, advice);
      });
    }
  }
}
