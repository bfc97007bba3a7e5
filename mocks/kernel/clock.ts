import { Chain, Link } from './chain.ts';

/** Time as a gateway sees it: movable, so that a three-day webhook schedule fits into a test. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `ms`, or a millisecond less; rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: WakeSignal): Promise<void>;
}

/** What a sleeper needs of an AbortSignal, which itself is dear to make for each of thousands. */
export interface WakeSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: AbortListener, options?: { once: true }): void;
  removeEventListener(type: 'abort', listener: AbortListener): void;
}

export interface AbortListener {
  handleEvent(): void;
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

/** Beyond the year 9999 times have no four digits any more, and soon are no dates. */
const LATEST_MS = Date.UTC(9999, 11, 31);

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
        if (signal?.aborted === true) reject(reasonOf(signal));
        else sleepers.add(new Sleeper(now, ms, { sleepers, resolve, reject, signal }));
      }),
    advance: (ms) => {
      if (!(ms >= 0 && now() + ms <= LATEST_MS))
        throw new RangeError(`time cannot move by ${ms} ms`);
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

/**
 * Resolves at that time and not a moment earlier, as `sleep` may: what is looked at then is due. Rejects
 * with the signal's reason when it is aborted.
 */
export async function sleepUntil(clock: Clock, atMs: number, signal?: WakeSignal): Promise<void> {
  for (let restMs = atMs - clock.now(); restMs > 0; restMs = atMs - clock.now()) {
    await clock.sleep(restMs, signal);
  }
}

interface Sleep {
  readonly sleepers: Chain<Sleeper>;
  readonly signal: WakeSignal | undefined;
  resolve(): void;
  reject(reason: Error): void;
}

/** Everything that a sleep holds on to stands in here: a held request should be few objects. */
class Sleeper extends Link<Sleeper> {
  readonly dueAt: number;
  readonly #now: () => number;
  readonly #sleep: Sleep;
  #timer: NodeJS.Timeout;
  #isOver = false;

  constructor(now: () => number, ms: number, sleep: Sleep) {
    super();
    this.dueAt = now() + ms;
    this.#now = now;
    this.#sleep = sleep;
    this.#timer = setTimeout(lookOnTime, timerMs(ms), this);
    sleep.signal?.addEventListener('abort', this, { once: true });
  }

  /** Wakes when its time has come, or is as near as that, and else waits for the rest of it. */
  look(slackMs: number): void {
    if (this.#isOver) return;
    const restMs = this.dueAt - this.#now();
    if (restMs > slackMs) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(lookOnTime, timerMs(restMs), this);
    } else {
      this.#end();
      this.#sleep.signal?.removeEventListener('abort', this);
      this.#sleep.resolve();
    }
  }

  /** The signal was aborted. */
  handleEvent(): void {
    const { signal, reject } = this.#sleep;
    this.#end();
    if (signal !== undefined) reject(reasonOf(signal));
  }

  #end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#sleep.sleepers.remove(this);
  }
}

const lookOnTime = (sleeper: Sleeper): void => sleeper.look(TIMER_SLACK_MS);

const timerMs = (ms: number): number => Math.min(Math.max(0, ms), LONGEST_TIMER_MS);

const reasonOf = (signal: WakeSignal): Error =>
  signal.reason instanceof Error ? signal.reason : new Error('aborted', { cause: signal.reason });
