import { createRandom, type Random } from '../../core/random.ts';
import type { EventLoop } from '../clock/event-loop.ts';
import { simulatorError } from '../errors.ts';
import { pathOf, withMark } from '../modules/fresh-modules.ts';
import { VirtualProcess } from '../process/virtual-process.ts';
import type { Entry, StartOptions } from '../protocol.ts';

export interface Program {
  readonly entry: Entry;
  readonly options: StartOptions;
}

export interface ProcessHooks {
  /** What agents kept open for a process that has ended. */
  forgetSockets(serial: number): void;
  /** CommonJS modules; the next process loads its own. */
  forgetModules(): void;
  /** What programs left on globalThis. */
  restoreGlobals(): void;
  /** What is on globalThis now stays there. */
  acceptGlobals(): void;
}

export interface Running extends Program {
  readonly process: VirtualProcess;
  readonly mark: string;
}

/** The processes of a world: started, ended and started again under one name. */
export class Processes {
  readonly #loop: EventLoop;
  readonly #byName = new Map<string, Running>();
  readonly #starts = new Map<string, number>();
  readonly #marks = new Set<string>();
  /** What was imported once, by mark and address: Node keeps it anyway, and looks for it longer. */
  readonly #loaded = new Map<string, unknown>();
  readonly #hooks: ProcessHooks;
  #random: Random = createRandom(0, 'processes');
  #areModulesKept = false;
  #count = 0;
  static #serial = 0;
  /** Every process that ever was, dead ones too. */
  readonly all: VirtualProcess[] = [];

  constructor(loop: EventLoop, hooks: ProcessHooks) {
    this.#loop = loop;
    this.#hooks = hooks;
  }

  static createWorldProcess(seed: number): VirtualProcess {
    const random = createRandom(seed, 'world');
    return new VirtualProcess({
      name: 'world',
      index: 0,
      serial: 0,
      random,
      env: {},
      argv: [],
      startUs: 0,
    });
  }

  reset(seed: number, modules: 'kept' | 'fresh'): void {
    // Whoever waited for an end is of the same world, which is over.
    for (const process of this.all) process.onEnded.length = 0;
    for (const { process } of this.#byName.values()) this.end(process, null);
    // Code that ran on in the event in which its process was killed may have opened something more.
    for (const process of this.all) this.#abandon(process);
    this.#byName.clear();
    this.#starts.clear();
    this.all.length = 0;
    this.#count = 0;
    this.#random = createRandom(seed, 'processes');
    this.#areModulesKept = modules === 'kept';
    this.#hooks.restoreGlobals();
  }

  names(): readonly string[] {
    return [...this.#byName.keys()];
  }

  /** @throws SIMULATOR_PROCESS_UNKNOWN */
  find(name: string): Running {
    const found = this.#byName.get(name);
    if (found !== undefined) return found;
    const known = this.names().join(', ') || 'none';
    throw simulatorError('SIMULATOR_PROCESS_UNKNOWN', { process: name, known });
  }

  findRunning(name: string): Running | null {
    const found = this.#byName.get(name);
    return found === undefined || found.process.isDead ? null : found;
  }

  /** @throws SIMULATOR_PROCESS_UNKNOWN also for one that has ended */
  findAlive(name: string): Running {
    const found = this.findRunning(name);
    if (found !== null) return found;
    const alive = this.names().filter((known) => this.findRunning(known) !== null);
    throw simulatorError('SIMULATOR_PROCESS_UNKNOWN', {
      process: name,
      known: alive.join(', ') || 'none',
    });
  }

  /** @throws SIMULATOR_PROCESS_RUNNING */
  create(name: string, program: Program): Running {
    if (this.findRunning(name) !== null) {
      throw simulatorError('SIMULATOR_PROCESS_RUNNING', { process: name });
    }
    this.#count += 1;
    Processes.#serial += 1;
    const start = (this.#starts.get(name) ?? 0) + 1;
    this.#starts.set(name, start);
    const serial = Processes.#serial;
    const process = new VirtualProcess({
      name,
      index: this.#count,
      serial,
      random: this.#random.fork(`${name}/${start}`),
      env: program.options.env ?? {},
      argv: ['node', pathOf(program.entry.module)],
      startUs: this.#loop.nowUs,
    });
    // Kept modules are those that the same start of the same process had under another seed.
    const mark =
      this.#areModulesKept && program.options.isFresh !== true
        ? `${name.replaceAll(/[^\w-]/g, '_')}.${start}`
        : `s${serial}`;
    if (!this.#marks.has(mark)) this.#hooks.forgetModules();
    if (start > 1 && program.options.isFresh === true) this.#hooks.restoreGlobals();
    this.#marks.add(mark);
    const running = { ...program, process, mark };
    this.#byName.set(name, running);
    this.all.push(process);
    return running;
  }

  /** Imports the module for this process and calls the function. */
  async call({ entry, mark, options }: Running, args: readonly unknown[]): Promise<unknown> {
    const namespace = await this.#import(entry.module, mark, options.isFresh === true);
    if (entry.name === null) return undefined;
    const found: unknown = Reflect.get(namespace as object, entry.name);
    if (typeof found === 'function')
      return (await Reflect.apply(found, undefined, args)) as unknown;
    throw simulatorError('SIMULATOR_EXPORT_MISSING', {
      module: pathOf(entry.module),
      name: entry.name,
      known: Object.keys(namespace as object).join(', ') || 'nothing',
    });
  }

  async #import(module: string, mark: string, isFresh: boolean): Promise<unknown> {
    const key = `${mark} ${module}`;
    const loaded = this.#loaded.get(key);
    if (loaded !== undefined) return loaded;
    const namespace: unknown = await import(withMark(module, mark));
    // Modules that stay loaded do not put it there again.
    if (this.#areModulesKept && !isFresh) this.#hooks.acceptGlobals();
    this.#loaded.set(key, namespace);
    return namespace;
  }

  /** As SIGKILL: from now on nothing of it runs, and the system closes what it held. */
  end(process: VirtualProcess, exitCode: number | null): void {
    if (process.isDead) return;
    process.isDead = true;
    process.exitCode = exitCode;
    process.held.length = 0;
    this.#abandon(process);
    for (const tell of process.onEnded.splice(0)) tell();
  }

  #abandon(process: VirtualProcess): void {
    for (const holding of process.holdings) holding.abandon();
    process.holdings.clear();
    this.#hooks.forgetSockets(process.serial);
  }
}
