import { constants } from 'node:os';
import { assertNever } from '../../core/assert-never.ts';
import { createRandom } from '../../core/random.ts';
import { REFUSED } from '../ambient/not-virtual.ts';
import { ProcessExit } from '../ambient/process.ts';
import type { VirtualDisk } from '../ambient/sqlite.ts';
import type { EventLoop } from '../clock/event-loop.ts';
import { simulatorError } from '../errors.ts';
import type { Network } from '../network/network.ts';
import type { Output } from '../process/output.ts';
import type { CrashOrigin, VirtualProcess } from '../process/virtual-process.ts';
import type {
  Entry,
  KillOptions,
  StartOptions,
  WorldCommand,
  WorldReport,
  WorldSettings,
} from '../protocol.ts';
import type { WorldControls } from './controls.ts';
import { describePending } from './pending.ts';
import { Processes, type ProcessHooks, type Running } from './processes.ts';

export interface WorldParts {
  readonly loop: EventLoop;
  readonly network: Network;
  readonly disk: VirtualDisk;
  readonly hooks: ProcessHooks;
  readonly output: Output;
  readonly emit: (name: string, data: unknown) => void;
}

type Outcome = { readonly value: unknown } | { readonly error: unknown };

/** A world in its thread: processes, network, time, and what is done to them. */
export class World {
  readonly #parts: WorldParts;
  readonly #processes: Processes;
  #settings: WorldSettings;
  #crash: Error | null = null;

  constructor(parts: WorldParts, settings: WorldSettings) {
    this.#parts = parts;
    this.#settings = settings;
    this.#processes = new Processes(parts.loop, parts.hooks);
    parts.loop.onCrash = (process, error, origin) => this.#onCrash(process, error, origin);
    this.reset(settings.seed, 'fresh');
  }

  reset(seed: number, modules: 'kept' | 'fresh'): void {
    const { loop, network, disk, output } = this.#parts;
    this.#settings = { ...this.#settings, seed };
    this.#processes.reset(seed, modules);
    loop.reset(Processes.createWorldProcess(seed), this.#settings.startEpochMs);
    network.reset(createRandom(seed, 'network'));
    disk.wipe();
    output.reset();
    REFUSED.clear();
    process.exitCode = undefined;
    this.#crash = null;
    for (const link of this.#settings.links) network.setLink(link);
  }

  /** Calls a function as process `main` and drives time until it settles. */
  async run(entry: Entry, args: unknown): Promise<unknown> {
    const { loop } = this.#parts;
    const known = this.#processes.findRunning('main');
    const main =
      known === null ? this.#processes.create('main', { entry, options: {} }) : { ...known, entry };
    let outcome: Outcome | null = null;
    const settle = (settled: Outcome): void => {
      outcome = settled;
    };
    loop.schedule(0, {
      kind: 'command',
      owner: main.process,
      run: () => {
        this.#processes.call(main, [args, this.#controls()]).then(
          (value) => settle({ value }),
          (error: unknown) => settle({ error }),
        );
      },
    });
    const what = `${entry.name ?? entry.module}()`;
    await this.#drive(what, () => outcome !== null);
    return unwrap(outcome);
  }

  async advance(ms: number): Promise<void> {
    const { loop } = this.#parts;
    const untilUs = loop.nowUs + Math.round(ms * 1000);
    await loop.drive(() => this.#crash !== null, untilUs);
    this.#throwCrash();
    loop.nowUs = Math.max(loop.nowUs, untilUs);
  }

  /** A command from outside, between runs; a start is driven until it is ready. */
  async do(command: WorldCommand): Promise<unknown> {
    const { loop } = this.#parts;
    let outcome: Outcome | null = null;
    const settle = (settled: Outcome): void => {
      outcome = settled;
    };
    const run = (): void => {
      this.#carryOut(command).then(
        (value) => settle({ value }),
        (error: unknown) => settle({ error }),
      );
    };
    loop.schedule(0, { kind: 'command', owner: loop.world, run });
    await this.#drive(command.kind, () => outcome !== null);
    return unwrap(outcome);
  }

  at(atMs: number, command: WorldCommand): void {
    const { loop } = this.#parts;
    const run = (): void => {
      this.#carryOut(command).catch((error: unknown) => this.#onCrash(loop.world, error));
    };
    const delayUs = Math.round(atMs * 1000) - loop.nowUs;
    loop.schedule(delayUs, { kind: 'command', owner: loop.world, label: command.kind, run });
  }

  report(): WorldReport {
    const { loop, network } = this.#parts;
    return {
      seed: this.#settings.seed,
      nowMs: loop.nowUs / 1000,
      hash: loop.hash.digest(),
      events: loop.hash.count,
      openConnections: network.openConnections,
      processes: this.#processes.all.map(({ name, isDead, isPaused, exitCode }) => ({
        name,
        state: isDead ? 'ended' : isPaused ? 'paused' : 'running',
        exitCode,
      })),
    };
  }

  /** process.kill, by any process; null only asks whether there is one. */
  signal(pid: number, signal: string | null): boolean {
    const { loop } = this.#parts;
    const process = this.#processes.all.find((one) => one.pid === pid && !one.isDead);
    if (process === undefined) return false;
    if (signal === null) return true;
    if (signal === 'SIGKILL') this.#processes.end(process, 137);
    else if (signal === 'SIGSTOP') process.isPaused = true;
    else if (signal === 'SIGCONT') this.#resume(process);
    else
      loop.schedule(0, { kind: 'signal', owner: process, run: () => this.#tell(process, signal) });
    return true;
  }

  #tell(process: VirtualProcess, signal: string): void {
    const number: unknown = Reflect.get(constants.signals, signal);
    const isHandled = process.signals.emit(signal, signal, number);
    if (!isHandled) this.#processes.end(process, 128 + Number(number));
  }

  /** process.exit */
  exit(ending: VirtualProcess, code: number): void {
    // All processes share the one of the thread.
    process.exitCode = undefined;
    this.#processes.end(ending, code);
  }

  async #drive(what: string, isDone: () => boolean): Promise<void> {
    const { loop } = this.#parts;
    const { deadlineMs } = this.#settings;
    const limitUs = loop.nowUs + deadlineMs * 1000;
    const reason = await loop.drive(() => this.#crash !== null || isDone(), limitUs);
    this.#throwCrash();
    if (reason === 'settled') return;
    const pending = describePending(loop, [...this.#processes.all, loop.world]);
    if (reason === 'standstill') {
      const { name } = loop.busiest;
      throw simulatorError('SIMULATOR_STANDSTILL', { atMs: loop.nowUs / 1000, process: name });
    }
    if (reason === 'limit') {
      throw simulatorError('SIMULATOR_DEADLINE', { what, deadlineMs, pending });
    }
    throw simulatorError('SIMULATOR_STALLED', { what, atMs: loop.nowUs / 1000, pending });
  }

  #throwCrash(): void {
    const crash = this.#crash;
    this.#crash = null;
    if (crash !== null) throw crash;
  }

  #onCrash(
    process: VirtualProcess,
    error: unknown,
    origin: CrashOrigin = 'uncaughtException',
  ): void {
    if (process.isDead || error instanceof ProcessExit) return;
    const { loop } = this.#parts;
    if (process.survives(error, origin)) return;
    const mayCrash = this.#processes.findRunning(process.name)?.options.mayCrash === true;
    const reason = error instanceof Error ? error.message : String(error);
    process.crash = error instanceof Error ? error : new Error(reason);
    this.#processes.end(process, 1);
    if (mayCrash) return;
    const details = { process: process.name, atMs: loop.nowUs / 1000, reason };
    this.#crash ??= simulatorError('SIMULATOR_PROCESS_CRASHED', details, { cause: error });
  }

  async #carryOut(command: WorldCommand): Promise<unknown> {
    const { network } = this.#parts;
    switch (command.kind) {
      case 'start':
        return this.#start(command.process, command.entry, command.options);
      case 'restart': {
        const { entry, options, process } = this.#processes.find(command.process);
        this.#processes.end(process, null);
        return this.#start(command.process, entry, options);
      }
      case 'kill':
        return this.#kill(command.process, command);
      case 'stop':
        return this.#stop(this.#processes.find(command.process).process);
      case 'pause':
        this.#processes.find(command.process).process.isPaused = true;
        return undefined;
      case 'resume':
        return this.#resume(this.#processes.find(command.process).process);
      case 'link':
        return network.setLink(command.link);
      case 'inject':
        return network.inject(command.fault);
      case 'clear':
        return network.clear(command.name);
      default:
        return assertNever(command);
    }
  }

  #start(name: string, entry: Entry, options: StartOptions): Promise<unknown> {
    const running = this.#processes.create(name, { entry, options });
    for (const host of [name, ...(options.hosts ?? [])]) this.#parts.network.nameHost(host, name);
    return this.#call(running, entry, [options.args, this.#controls()]);
  }

  // The answer reaches whoever asked as an event of his own: what he does then is his process's.
  #call(running: Running, entry: Entry, args: readonly unknown[]): Promise<unknown> {
    const { loop } = this.#parts;
    const asker = loop.current;
    return new Promise((resolve, reject) => {
      const answer = (run: () => void): void => {
        loop.schedule(0, { kind: 'command', owner: asker, run });
      };
      const run = (): void => {
        this.#processes
          .call({ ...running, entry }, args)
          .then((value) => toPlain(`what "${running.process.name}" returned`, value))
          .then(
            (value) => answer(() => resolve(value)),
            (error: unknown) => answer(() => reject(error)),
          );
      };
      loop.schedule(0, { kind: 'command', owner: running.process, run });
    });
  }

  #kill(name: string, { afterEffects }: KillOptions): void {
    const { process } = this.#processes.find(name);
    const die = (): void => this.#processes.end(process, 137);
    if (afterEffects === undefined) die();
    else process.planDeath(afterEffects, die);
  }

  #stop(process: VirtualProcess): void {
    const { loop } = this.#parts;
    const run = (): void => this.#tell(process, 'SIGTERM');
    loop.schedule(0, { kind: 'signal', owner: process, run });
  }

  #resume(process: VirtualProcess): void {
    process.isPaused = false;
    this.#parts.loop.release(process);
  }

  #ended(process: VirtualProcess): Promise<number | null> {
    const { loop } = this.#parts;
    const asker = loop.current;
    return new Promise((resolve) => {
      const tell = (): void => {
        const run = (): void => resolve(process.exitCode);
        loop.schedule(0, { kind: 'command', owner: asker, run });
      };
      if (process.isDead) tell();
      else process.onEnded.push(tell);
    });
  }

  #controls(): WorldControls {
    const { loop, network, emit, output } = this.#parts;
    const seed = this.#settings.seed;
    const find = (name: string): VirtualProcess => this.#processes.find(name).process;
    return {
      seed,
      nowMs: () => loop.nowUs / 1000,
      start: (name, module, exportName, options = {}) =>
        this.#start(name, { module: String(module), name: exportName }, options),
      call: async (name, module, exportName, args) => {
        const entry = { module: String(module), name: exportName };
        return this.#call(this.#processes.findAlive(name), entry, [args]);
      },
      kill: (name, options = {}) => this.#kill(name, options),
      stop: (name) => this.#stop(find(name)),
      pause: (name) => {
        find(name).isPaused = true;
      },
      resume: (name) => this.#resume(find(name)),
      restart: (name) => this.#carryOut({ kind: 'restart', process: name }),
      ended: (name) => this.#ended(find(name)),
      inspect: (name) => {
        const process = find(name);
        return {
          crash: process.crash,
          ports: network.portsOf(name),
          pending: describePending(loop, [process]),
        };
      },
      refused: () => REFUSED.list,
      link: (link) => network.setLink(link),
      inject: (fault) => network.inject(fault),
      clear: (name) => network.clear(name),
      met: (name) => network.met(name),
      at: (atMs, command) => this.at(atMs, command),
      emit: (name, data) => {
        loop.hash.text(name);
        emit(name, toPlain(`the data of "${name}"`, data));
      },
      takeOutput: () => output.take(),
      random: (name) => createRandom(seed, `scenario/${name}`),
    };
  }
}

/** @throws SIMULATOR_DATA_NOT_PLAIN */
function toPlain(what: string, value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw simulatorError('SIMULATOR_DATA_NOT_PLAIN', { what, reason }, { cause: error });
  }
}

function unwrap(outcome: Outcome | null): unknown {
  if (outcome === null) return undefined;
  if ('error' in outcome) throw outcome.error;
  return toPlain('the result', outcome.value);
}
