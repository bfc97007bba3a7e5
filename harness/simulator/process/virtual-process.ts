import { EventEmitter } from 'node:events';
import type { Random } from '../../core/random.ts';
import type { VirtualEvent } from '../clock/virtual-event.ts';

/** Whatever a process holds and loses when it ends: sockets, listeners, databases. */
export interface Holding {
  /** The process was killed: let go without running any of its code. */
  abandon(): void;
  /** What it is waiting for, for reports; null when that is nothing. */
  describe?(): string | null;
}

/** Thrown where a planned death comes. The process is dead by then. */
export class ProcessKilled extends Error {
  override readonly name = 'ProcessKilled';
}

interface PlannedDeath {
  effectsBefore: number;
  readonly die: () => void;
}

export type CrashOrigin = 'uncaughtException' | 'unhandledRejection';

export interface ProcessOptions {
  readonly name: string;
  readonly index: number;
  readonly serial: number;
  readonly random: Random;
  readonly env: Readonly<Record<string, string>>;
  readonly argv: readonly string[];
  readonly startUs: number;
}

// A process of the virtual world. Which one is running needs no bookkeeping by async context: all
// microtasks and ticks of an event are done before the next event starts, and processes meet only
// through the network, so everything in between belongs to the event's own process.
export class VirtualProcess {
  readonly name: string;
  /** Its place in the world: the same in every run. */
  readonly index: number;
  /** Unlike that of any other process of the thread, also after a reset. */
  readonly serial: number;
  readonly env: Record<string, string>;
  readonly argv: readonly string[];
  readonly startUs: number;
  /** Handlers of signals and of its own ends, as `process.on('SIGTERM', ...)` sets them. */
  readonly signals = new EventEmitter();
  /** Math.random and crypto draw from streams of their own. */
  readonly chance: Random;
  readonly cryptoChance: Random;
  readonly holdings = new Set<Holding>();
  readonly #random: Random;
  #planned: PlannedDeath | null = null;
  #keys = 0;
  isDead = false;
  isPaused = false;
  exitCode: number | null = null;
  /** What it threw and nobody caught. */
  crash: Error | null = null;
  /** Who waits for its end. */
  readonly onEnded: (() => void)[] = [];
  /** Events that became due while it was paused, in order. */
  readonly held: VirtualEvent[] = [];

  constructor(options: ProcessOptions) {
    this.name = options.name;
    this.index = options.index;
    this.serial = options.serial;
    this.env = { ...options.env };
    this.argv = options.argv;
    this.startUs = options.startUs;
    this.#random = options.random;
    this.chance = options.random.fork('Math.random');
    this.cryptoChance = options.random.fork('crypto');
    this.signals.setMaxListeners(0);
  }

  /** It dies right before the next effect after so many more; 0 is the next one. */
  planDeath(effectsBefore: number, die: () => void): void {
    this.#planned = { effectsBefore, die };
  }

  /** A death is planned that has not come yet. */
  get isDoomed(): boolean {
    return this.#planned !== null;
  }

  /**
   * Comes right before anything that others can see or that outlives the process. Between two of
   * these it makes no difference where a process dies, so a death here stands for every await.
   *
   * @throws ProcessKilled
   */
  beforeEffect(): void {
    const planned = this.#planned;
    if (planned === null) return;
    if (planned.effectsBefore > 0) {
      planned.effectsBefore -= 1;
      return;
    }
    this.#planned = null;
    planned.die();
    throw new ProcessKilled('killed before an effect');
  }

  /** Names each of its keys: the same in every run, unlike that of any other process of the world. */
  nextKeyPlace(): string {
    this.#keys += 1;
    return `${this.index}/${this.#keys}`;
  }

  /** As in Node, a process that listens for what nobody caught lives on. */
  survives(error: unknown, origin: CrashOrigin): boolean {
    try {
      this.signals.emit('uncaughtExceptionMonitor', error, origin);
      return this.signals.emit('uncaughtException', error, origin);
    } catch {
      return false;
    }
  }

  fork(name: string): Random {
    return this.#random.fork(name);
  }

  get pid(): number {
    return 1000 + this.index;
  }
}
