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
  /** Handlers of signals, as `process.on('SIGTERM', ...)` sets them. */
  readonly signals = new EventEmitter();
  /** Math.random and crypto draw from streams of their own. */
  readonly chance: Random;
  readonly cryptoChance: Random;
  readonly holdings = new Set<Holding>();
  readonly #random: Random;
  isDead = false;
  isPaused = false;
  exitCode: number | null = null;
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

  fork(name: string): Random {
    return this.#random.fork(name);
  }

  get pid(): number {
    return 1000 + this.index;
  }
}
