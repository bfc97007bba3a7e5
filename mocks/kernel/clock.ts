import { Chain, Link } from './chain.ts';

/** Time as a gateway sees it: movable, so that a three-day webhook schedule fits into a test. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface MovableClock extends Clock {
  /** How far it was moved by hand so far, in milliseconds: how far it is ahead of real time. */
  readonly advancedMs: number;
  /** Moves time forward at once; sleepers that are due wake in order of their time. */
  advance(ms: number): void;
  /** Called after every advance. */
  onAdvanced(listener: () => void): void;
}

/** Longer timers overflow in Node and fire at once; a sleeper that wakes early sleeps again. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** Timers count from another moment than the clock does. */
const TIMER_SLACK_MS = 1;

/** Real time plus what it was advanced by. */
export function createClock(startOffsetMs = 0): MovableClock {
  let offsetMs = startOffsetMs;
  const sleepers = new Chain<Sleeper>();
  const listeners: (() => void)[] = [];
  const now = (): number => Date.now() + offsetMs;

  return {
    now,
    get advancedMs() {
      return offsetMs;
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) return reject(reasonOf(signal));
        const sleeper: Sleeper = new Sleeper(now, ms, () => {
          sleepers.remove(sleeper);
          signal?.removeEventListener('abort', abandon);
          resolve();
        });
        const abandon = (): void => {
          sleeper.end();
          sleepers.remove(sleeper);
          if (signal !== undefined) reject(reasonOf(signal));
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', abandon, { once: true });
      }),
    advance: (ms) => {
      if (!Number.isFinite(ms) || ms < 0) throw new RangeError(`time cannot move by ${ms} ms`);
      offsetMs += ms;
      const inOrder = sleepers.list().toSorted((one, other) => one.dueAt - other.dueAt);
      for (const sleeper of inOrder) sleeper.look(0);
      for (const listener of listeners) listener();
    },
    onAdvanced: (listener) => {
      listeners.push(listener);
    },
  };
}

class Sleeper extends Link<Sleeper> {
  readonly dueAt: number;
  readonly #now: () => number;
  readonly #wake: () => void;
  #timer: NodeJS.Timeout;
  #isOver = false;

  constructor(now: () => number, ms: number, wake: () => void) {
    super();
    this.dueAt = now() + ms;
    this.#now = now;
    this.#wake = wake;
    this.#timer = setTimeout(() => this.look(TIMER_SLACK_MS), timerMs(ms));
  }

  /** Wakes when its time has come, or is as near as that, and else waits for the rest of it. */
  look(slackMs: number): void {
    if (this.#isOver) return;
    const restMs = this.dueAt - this.#now();
    if (restMs > slackMs) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.look(TIMER_SLACK_MS), timerMs(restMs));
    } else {
      this.end();
      this.#wake();
    }
  }

  end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }
}

const timerMs = (ms: number): number => Math.min(Math.max(0, ms), LONGEST_TIMER_MS);

const reasonOf = (signal: AbortSignal): Error =>
  signal.reason instanceof Error ? signal.reason : new Error('aborted', { cause: signal.reason });
