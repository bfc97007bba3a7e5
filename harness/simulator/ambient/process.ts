import { Console } from 'node:console';
import { Writable } from 'node:stream';
import type { EventLoop } from '../clock/event-loop.ts';
import type { Output } from '../process/output.ts';
import type { VirtualProcess } from '../process/virtual-process.ts';
import { replace, replaceGetter } from './replace.ts';

/** Thrown where `process.exit` would not return. The process is dead by then. */
export class ProcessExit extends Error {
  override readonly name = 'ProcessExit';
}

type Listener = (...args: unknown[]) => void;

const REGISTERING = [
  'on',
  'addListener',
  'once',
  'prependListener',
  'prependOnceListener',
] as const;
const FORGETTING = ['off', 'removeListener'] as const;

/** `process` as the running virtual process sees it: its environment, output, signals and end. */
export function installProcess(
  loop: EventLoop,
  output: Output,
  exit: (process: VirtualProcess, code: number) => void,
): void {
  const realEnv = process.env;
  const isWorld = (): boolean => loop.current === loop.world;
  replaceGetter(process, 'env', () => (isWorld() ? realEnv : loop.current.env));
  replaceGetter(process, 'pid', () => loop.current.pid);
  replaceGetter(process, 'argv', () => loop.current.argv);
  replace(process, 'exit', (code?: number): never => {
    exit(loop.current, code ?? Number(process.exitCode ?? 0));
    throw new ProcessExit('process.exit');
  });
  replace(process, 'abort', (): never => {
    exit(loop.current, 134);
    throw new ProcessExit('process.abort');
  });
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
  // Real figures would tell two runs apart.
  const memory = { rss: 67_108_864, heapTotal: 33_554_432, heapUsed: 16_777_216 };
  const memoryUsage = () => ({ ...memory, external: 1_048_576, arrayBuffers: 65_536 });
  memoryUsage.rss = (): number => memory.rss;
  replace(process, 'memoryUsage', memoryUsage);
  replace(process, 'cpuUsage', () => ({ user: 0, system: 0 }));
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

function installSignals(loop: EventLoop): void {
  const isSignal = (event: unknown): event is string =>
    typeof event === 'string' &&
    (event.startsWith('SIG') || event === 'exit' || event === 'beforeExit');
  for (const name of [...REGISTERING, ...FORGETTING]) {
    const original: unknown = Reflect.get(process, name);
    if (typeof original !== 'function') continue;
    replace(process, name, (event: unknown, listener: Listener): unknown => {
      if (isSignal(event) && loop.current !== loop.world) {
        loop.current.signals[name](event, listener);
        return process;
      }
      return Reflect.apply(original, process, [event, listener]) as unknown;
    });
  }
}
