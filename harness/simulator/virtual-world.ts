import { Worker } from 'node:worker_threads';
import { checkOptions, checkRequest } from './check-options.ts';
import { simulatorError } from './errors.ts';
import type { LinkFault, LinkPlace, LinkSettings } from './network/link.ts';
import { fromPlainError } from './plain-error.ts';
import type {
  KillOptions,
  FromWorker,
  Request,
  StartOptions,
  WorldCommand,
  WorldReport,
  WorldSettings,
} from './protocol.ts';
import type { VirtualWorldOptions } from './world-options.ts';

/** A world in a thread of its own. Disposing it ends the thread, whatever it is doing. */
export interface VirtualWorld extends AsyncDisposable {
  /**
   * Calls an exported function in the world, as `await fn(args, world)`, and drives virtual time
   * until it settles. `world` is a {@link WorldControls}. Arguments and result are plain data.
   *
   * @throws whatever the function throws, with its stack; SIMULATOR_STALLED, SIMULATOR_DEADLINE,
   * SIMULATOR_WALL_DEADLINE, SIMULATOR_PROCESS_CRASHED
   */
  run(module: URL | string, exportName: string, args?: unknown): Promise<unknown>;
  /** Starts a process and drives time until its function has returned: a server then listens. */
  service(
    name: string,
    module: URL | string,
    exportName: string,
    options?: StartOptions,
  ): Promise<unknown>;
  /** Lets virtual time pass. */
  advance(ms: number): Promise<void>;
  /** Does it at this virtual time of a later run. */
  at(atMs: number, command: WorldCommand): Promise<void>;
  inject(fault: LinkFault): Promise<void>;
  clear(fault: string): Promise<void>;
  link(link: LinkPlace & LinkSettings): Promise<void>;
  kill(process: string, options?: KillOptions): Promise<void>;
  stop(process: string): Promise<void>;
  pause(process: string): Promise<void>;
  resume(process: string): Promise<void>;
  restart(process: string): Promise<unknown>;
  /** Time, hash, and the state of processes. */
  report(): Promise<WorldReport>;
  /** A hash of all events until now: equal in two runs of one seed. */
  hash(): Promise<string>;
  /**
   * Back to the zero of time with another seed, in milliseconds. `kept`: modules that the same
   * process had loaded are used again with whatever they remember; `fresh`: they are loaded again.
   */
  reset(seed: number, modules?: 'kept' | 'fresh'): Promise<void>;
}

const DEFAULT_START = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;
const WALL_MS = 120_000;

interface Waiting {
  readonly what: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Makes a world in virtual time. Code in it runs unchanged: `Date`, timers, randomness, `fetch`,
 * `node:http` and servers of any framework are virtual in its thread.
 *
 * @example
 * await using world = await createVirtualWorld({ seed: 7 });
 * const result = await world.run(new URL('./scenario.ts', import.meta.url), 'payThrice');
 *
 * @throws SIMULATOR_OPTION_INVALID, SIMULATOR_LINK_INVALID
 */
export async function createVirtualWorld(options: VirtualWorldOptions): Promise<VirtualWorld> {
  checkOptions(options);
  const settings: WorldSettings = {
    seed: options.seed,
    startEpochMs: Number(options.startTime ?? DEFAULT_START),
    deadlineMs: options.deadlineMs ?? HOUR_MS,
    links: options.network ?? [],
    sources: options.sources ?? {},
  };
  const wallDeadlineMs = options.wallDeadlineMs ?? WALL_MS;
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let running: string | null = null;
  let endedBecause: string | null = null;

  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  const worker = new Worker(new URL(`./worker/main${extension}`, import.meta.url), {
    workerData: settings,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const end = (reason: string, error?: Error): void => {
    endedBecause ??= reason;
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer);
      reject(error ?? simulatorError('SIMULATOR_ENDED', { reason }));
    }
    waiting.clear();
  };
  const ready = new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'ready') resolve();
      else onMessage(message, options, waiting);
    });
  });
  worker.on('error', (thrown: unknown) => {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    end(error.message, error);
  });
  worker.on('exit', (code) => end(`its thread exited with code ${code}`));
  const post = worker.postMessage.bind(worker);
  await ready;

  const ask = (what: string, request: Request): Promise<unknown> =>
    new Promise((resolve, reject) => {
      checkRequest(request);
      if (endedBecause !== null) {
        reject(simulatorError('SIMULATOR_ENDED', { reason: endedBecause }));
        return;
      }
      if (running !== null && request.kind !== 'report') {
        reject(simulatorError('SIMULATOR_BUSY', { call: what, what: running }));
        return;
      }
      lastId += 1;
      const id = lastId;
      const timer = setTimeout(() => {
        const error = simulatorError('SIMULATOR_WALL_DEADLINE', { what, wallDeadlineMs });
        waiting.delete(id);
        end(error.message);
        reject(error);
        void worker.terminate();
      }, wallDeadlineMs);
      const done = (): void => {
        clearTimeout(timer);
        if (request.kind !== 'report') running = null;
      };
      if (request.kind !== 'report') running = what;
      waiting.set(id, {
        what,
        timer,
        resolve: (value) => {
          done();
          resolve(value);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      });
      try {
        post({ id, request });
      } catch (error) {
        waiting.delete(id);
        done();
        const reason = error instanceof Error ? error.message : String(error);
        reject(simulatorError('SIMULATOR_DATA_NOT_PLAIN', { what: 'the arguments', reason }));
      }
    });
  const command = (what: string, given: WorldCommand): Promise<unknown> =>
    ask(what, { kind: 'do', command: given });
  const report = (): Promise<WorldReport> =>
    ask('report()', { kind: 'report' }) as Promise<WorldReport>;

  return {
    run: (module, name, args) =>
      ask(`${name}()`, { kind: 'run', entry: { module: String(module), name }, args }),
    service: (process, module, name, start = {}) =>
      command(`service("${process}")`, {
        kind: 'start',
        process,
        entry: { module: String(module), name },
        options: start,
      }),
    advance: async (ms) => void (await ask('advance()', { kind: 'advance', ms })),
    at: async (atMs, given) => void (await ask('at()', { kind: 'at', atMs, command: given })),
    inject: async (fault) => void (await command('inject()', { kind: 'inject', fault })),
    clear: async (name) => void (await command('clear()', { kind: 'clear', name })),
    link: async (link) => void (await command('link()', { kind: 'link', link })),
    kill: async (process, options = {}) =>
      void (await command('kill()', { kind: 'kill', process, ...options })),
    stop: async (process) => void (await command('stop()', { kind: 'stop', process })),
    pause: async (process) => void (await command('pause()', { kind: 'pause', process })),
    resume: async (process) => void (await command('resume()', { kind: 'resume', process })),
    restart: (process) => command('restart()', { kind: 'restart', process }),
    report,
    hash: async () => (await report()).hash,
    reset: async (seed, modules = 'fresh') =>
      void (await ask('reset()', { kind: 'reset', seed, modules })),
    [Symbol.asyncDispose]: async () => {
      end('it was disposed');
      await worker.terminate();
    },
  };
}

function onMessage(
  message: FromWorker,
  options: VirtualWorldOptions,
  waiting: Map<number, Waiting>,
): void {
  switch (message.kind) {
    case 'ready':
      return;
    case 'output':
      options.onOutput?.(message.line);
      return;
    case 'event':
      options.onEvent?.({ atMs: message.atMs, name: message.name, data: message.data });
      return;
    default: {
      const asked = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.kind === 'answer') asked?.resolve(message.value);
      else asked?.reject(fromPlainError(message.error));
    }
  }
}
