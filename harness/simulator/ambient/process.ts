import { Console } from 'node:console';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { Writable } from 'node:stream';
import { parseEnv } from 'node:util';
import type { EventLoop } from '../clock/event-loop.ts';
import type { Output } from '../process/output.ts';
import type { VirtualProcess } from '../process/virtual-process.ts';
import { systemError } from '../network/system-error.ts';
import { replace, replaceAll, replaceGetter } from './replace.ts';

/** Thrown where `process.exit` would not return. The process is dead by then. */
export class ProcessExit extends Error {
  override readonly name = 'ProcessExit';
}

const REGISTERING = [
  'on',
  'addListener',
  'once',
  'prependListener',
  'prependOnceListener',
] as const;
const FORGETTING = ['off', 'removeListener', 'removeAllListeners'] as const;
const ASKING = ['emit', 'listenerCount', 'listeners', 'rawListeners'] as const;
/** What is told to one process, beside signals. */
const OWN_EVENTS: ReadonlySet<unknown> = new Set([
  'beforeExit',
  'exit',
  'uncaughtException',
  'uncaughtExceptionMonitor',
  'unhandledRejection',
  'rejectionHandled',
]);

/** What is done to processes by other processes, or by themselves. */
export interface ProcessControl {
  exit(process: VirtualProcess, code: number): void;
  /** False when there is no such process. */
  signal(pid: number, signal: string | null): boolean;
}

/** `process` as the running virtual process sees it: its environment, output, signals and end. */
export function installProcess(loop: EventLoop, output: Output, control: ProcessControl): void {
  const realEnv = process.env;
  const isWorld = (): boolean => loop.current === loop.world;
  replaceGetter(process, 'env', () => (isWorld() ? realEnv : loop.current.env));
  replaceGetter(process, 'pid', () => loop.current.pid);
  replaceGetter(process, 'argv', () => loop.current.argv);
  const exit = (given?: number | string | null): never => {
    const owner = loop.current;
    const code = Number(given ?? process.exitCode ?? 0);
    owner.signals.emit('exit', code);
    control.exit(owner, code);
    throw new ProcessExit('process.exit');
  };
  replaceAll(process, { exit, reallyExit: exit });
  replace(process, 'abort', (): never => {
    control.exit(loop.current, 134);
    throw new ProcessExit('process.abort');
  });
  replace(process, 'loadEnvFile', (path: string | URL = '.env'): void => {
    const values = parseEnv(readFileSync(path, 'utf8'));
    for (const [name, value] of Object.entries(values)) process.env[name] ??= value ?? '';
  });
  installKill(control);
  const streams = new WeakMap<VirtualProcess, Map<string, Writable>>();
  const stream = (name: 'stdout' | 'stderr'): Writable => {
    const owner = loop.current;
    const known = streams.get(owner) ?? new Map<string, Writable>();
    streams.set(owner, known);
    const open = known.get(name) ?? createStream(output, owner, name);
    known.set(name, open);
    return open;
  };
  for (const name of ['stdout', 'stderr'] as const) {
    // Outside events it is the thread's own, which Node itself uses.
    const real = Object.getOwnPropertyDescriptor(process, name)?.get;
    replaceGetter(process, name, () =>
      isWorld() && real !== undefined
        ? (Reflect.apply(real, process, []) as unknown)
        : stream(name),
    );
  }
  installConsole(loop, output);
  installSignals(loop);
}

function createStream(output: Output, owner: VirtualProcess, name: 'stdout' | 'stderr'): Writable {
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string | Uint8Array, _encoding, done) {
      output.write(owner, name, chunk);
      done();
    },
  });
  return Object.assign(stream, { fd: name === 'stdout' ? 1 : 2, isTTY: false });
}

// Node's console keeps the streams that it first saw; each process has its own.
function installConsole(loop: EventLoop, output: Output): void {
  const made = new Console({
    stdout: proxyStream(loop, output, 'stdout'),
    stderr: proxyStream(loop, output, 'stderr'),
  });
  for (const name of Object.keys(made)) replace(console, name, Reflect.get(made, name));
}

function proxyStream(loop: EventLoop, output: Output, name: 'stdout' | 'stderr'): Writable {
  return new Writable({
    decodeStrings: false,
    write(chunk: string | Uint8Array, _encoding, done) {
      output.write(loop.current, name, chunk);
      done();
    },
  });
}

function installKill(control: ProcessControl): void {
  const names = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));
  replace(process, 'kill', (pid: number, given: string | number = 'SIGTERM'): true => {
    const signal = typeof given === 'number' ? (names.get(given) ?? null) : given;
    if ((given !== 0 && signal === null) || (signal !== null && !(signal in constants.signals))) {
      const error = new TypeError(`Unknown signal: ${given}`);
      throw Object.assign(error, { code: 'ERR_UNKNOWN_SIGNAL' });
    }
    if (!control.signal(pid, signal)) throw systemError('kill', 'ESRCH');
    return true;
  });
}

function installSignals(loop: EventLoop): void {
  const isOwn = (event: unknown): event is string =>
    (typeof event === 'string' && event.startsWith('SIG')) || OWN_EVENTS.has(event);
  // Before anybody can listen to it instead of one process alone.
  process.on('unhandledRejection', (reason, promise) => {
    const { signals } = loop.current;
    if (signals.emit('unhandledRejection', reason, promise)) return;
    loop.onCrash(loop.current, rejection(reason), 'unhandledRejection');
  });
  for (const name of [...REGISTERING, ...FORGETTING, ...ASKING]) {
    const original: unknown = Reflect.get(process, name);
    if (typeof original !== 'function') continue;
    replace(process, name, (...args: unknown[]): unknown => {
      const [event] = args;
      const { current } = loop;
      const isAll = args.length === 0;
      if (current === loop.world || !(isOwn(event) || isAll)) {
        return Reflect.apply(original, process, args) as unknown;
      }
      const own = Reflect.get(current.signals, name) as (...args: unknown[]) => unknown;
      const result = Reflect.apply(own, current.signals, args);
      return result === current.signals ? process : result;
    });
  }
}

function rejection(reason: unknown): Error {
  if (reason instanceof Error) return reason;
  const error = new Error(
    `A promise was rejected with "${String(reason)}", and nobody handled it.`,
  );
  return Object.assign(error, {
    name: 'UnhandledPromiseRejection',
    code: 'ERR_UNHANDLED_REJECTION',
  });
}
