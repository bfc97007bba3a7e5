import type { CrashOrigin, VirtualProcess } from '../process/virtual-process.ts';
import { EventHash } from './event-hash.ts';
import { EventHeap } from './event-heap.ts';
import { drainMicrotasks } from './drain.ts';
import { real } from './real.ts';
import { EVENT_KINDS, type EventKind, type VirtualEvent } from './virtual-event.ts';

export interface EventOptions {
  readonly kind: EventKind;
  readonly owner: VirtualProcess;
  readonly run: () => void;
  readonly label?: string | null;
  readonly detail?: number;
}

export type StopReason = 'settled' | 'empty' | 'limit' | 'standstill';

/** Events of one moment after which it is taken that it will never end. */
const MOST_AT_ONCE = 1_000_000;

/** How long virtual time may run before the thread looks at its messages. */
const SLICE_MS = 20;

const KIND_INDEX: ReadonlyMap<EventKind, number> = new Map(
  EVENT_KINDS.map((kind, index) => [kind, index]),
);

/**
 * Virtual time: a heap of events ordered by (time, sequence). After each event all microtasks and
 * ticks are done before the next starts. Time moves only while it is driven.
 */
export class EventLoop {
  nowUs = 0;
  startEpochMs: number;
  /** The process whose event is running. */
  current: VirtualProcess;
  readonly hash = new EventHash();
  /** The code of a process threw, or rejected, and nobody caught it. */
  onCrash: (process: VirtualProcess, error: unknown, origin?: CrashOrigin) => void = () =>
    undefined;
  readonly #heap = new EventHeap();
  #seq = 0;
  /** Events since time last moved. */
  #atOnce = 0;
  /** Whose event it was that came when time had stood still for too long. */
  busiest: VirtualProcess;
  #world: VirtualProcess;
  /** Real work that virtual time waits for, in the order in which it was begun. */
  readonly #realWork: { finish: (() => void) | null; readonly owner: VirtualProcess }[] = [];
  #wake: (() => void) | null = null;
  /** Its microtasks and ticks are not all done. */
  #unfinished: VirtualProcess | null = null;

  constructor(world: VirtualProcess, startEpochMs: number) {
    this.#world = world;
    this.current = world;
    this.busiest = world;
    this.startEpochMs = startEpochMs;
  }

  /** The world's own process: what happens in the network belongs to it. */
  get world(): VirtualProcess {
    return this.#world;
  }

  /** Epoch milliseconds, whole, as Date gives them. */
  get epochMs(): number {
    return this.startEpochMs + Math.floor(this.nowUs / 1000);
  }

  get pending(): readonly VirtualEvent[] {
    return this.#heap.all().filter((event) => event.run !== null && !event.owner.isDead);
  }

  schedule(delayUs: number, options: EventOptions): VirtualEvent {
    const event: VirtualEvent = {
      timeUs: this.nowUs + (delayUs > 0 ? delayUs : 0),
      seq: (this.#seq += 1),
      kind: options.kind,
      owner: options.owner,
      run: options.run,
      label: options.label ?? null,
      detail: options.detail ?? 0,
    };
    this.#heap.push(event);
    return event;
  }

  /**
   * Real work whose result is the same in every run, but whose duration is not (a file read, a
   * cipher of Web Crypto): virtual time stands still until it is done, and results arrive in the
   * order in which the work was begun.
   */
  waitForReal<T>(start: () => Promise<T>): Promise<T> {
    const owner = this.current;
    return new Promise<T>((resolve, reject) => {
      const work: { finish: (() => void) | null; readonly owner: VirtualProcess } = {
        finish: null,
        owner,
      };
      this.#realWork.push(work);
      const finished = (finish: () => void): void => {
        work.finish = finish;
        if (this.#realWork.every((one) => one.finish !== null)) this.#deliverRealWork();
      };
      start().then(
        (value) => finished(() => resolve(value)),
        (error: unknown) => finished(() => reject(error)),
      );
    });
  }

  #deliverRealWork(): void {
    for (const { finish, owner } of this.#realWork.splice(0)) {
      if (finish !== null) this.schedule(0, { kind: 'thread-pool', owner, run: finish });
    }
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }

  /** Runs events until `isSettled`, until nothing is left, or until the next would be after `limitUs`. */
  drive(isSettled: () => boolean, limitUs: number): Promise<StopReason> {
    return new Promise((resolve) => {
      // 1. A tick that throws leaves Node's stack of async contexts as it is.
      // 2. Only Node's own way of an uncaught error tidies it up: the error goes on to there, and by
      //    `setUncaughtExceptionCaptureCallback` it comes back to `onCrash`.
      // 3. What else the event had to do is done in the next turn, before the next event.
      const turn = (): void => {
        let reason;
        try {
          if (this.#unfinished !== null) this.runAs(this.#unfinished, () => undefined);
          reason = this.#runSlice(isSettled, limitUs);
        } catch (error) {
          real.setImmediate(turn);
          throw error;
        }
        if (reason === 'slice') real.setImmediate(turn);
        else if (reason === 'real-work') this.#wake = () => real.setImmediate(turn);
        else resolve(reason);
      };
      real.setImmediate(turn);
    });
  }

  #runSlice(isSettled: () => boolean, limitUs: number): StopReason | 'slice' | 'real-work' {
    const until = real.now() + SLICE_MS;
    let count = 0;
    for (;;) {
      if (isSettled()) return 'settled';
      if (this.#realWork.length > 0) return 'real-work';
      const event = this.#heap.peek();
      if (event === undefined) return 'empty';
      if (event.run === null || (event.owner.isDead && event.kind !== 'parcel')) {
        this.#heap.pop();
        continue;
      }
      if (event.timeUs > limitUs) return 'limit';
      this.#heap.pop();
      this.#atOnce = event.timeUs > this.nowUs ? 0 : this.#atOnce + 1;
      if (this.#atOnce > MOST_AT_ONCE) {
        this.busiest = event.owner;
        return 'standstill';
      }
      this.#execute(event);
      count += 1;
      if ((count & 63) === 0 && real.now() > until) return 'slice';
    }
  }

  #execute(event: VirtualEvent): void {
    const { run, owner } = event;
    if (run === null) return;
    if (event.timeUs > this.nowUs) this.nowUs = event.timeUs;
    if (owner.isPaused && !owner.isDead) {
      owner.held.push(event);
      return;
    }
    this.hash.event(this.nowUs, KIND_INDEX.get(event.kind) ?? 0, owner.index, event.detail);
    event.run = null;
    this.runAs(owner, run);
  }

  /** Runs code of a process, with everything that follows from it before the next event. */
  runAs(owner: VirtualProcess, work: () => void): void {
    this.current = owner;
    try {
      work();
    } catch (error) {
      this.onCrash(owner, error);
    }
    this.#unfinished = owner;
    drainMicrotasks();
    this.#unfinished = null;
    this.current = this.#world;
  }

  /** What a paused process missed becomes due now, in its order. */
  release(process: VirtualProcess): void {
    for (const event of process.held.splice(0)) {
      event.timeUs = this.nowUs;
      event.seq = this.#seq += 1;
      this.#heap.push(event);
    }
  }

  /** Back to the zero of time, with nothing scheduled. */
  reset(world: VirtualProcess, startEpochMs: number): void {
    this.#heap.clear();
    this.#realWork.length = 0;
    this.#seq = 0;
    this.#atOnce = 0;
    this.nowUs = 0;
    this.startEpochMs = startEpochMs;
    this.#world = world;
    this.current = world;
    this.hash.reset();
  }
}
