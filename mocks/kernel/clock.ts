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

interface Sleeper {
  readonly dueAt: number;
  timer: NodeJS.Timeout;
  readonly wake: () => void;
}

/** Longer timers overflow in Node and fire at once; a sleeper that wakes early sleeps again. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Real time plus what it was advanced by. */
export function createClock(startOffsetMs = 0): MovableClock {
  let offsetMs = startOffsetMs;
  const sleepers = new Set<Sleeper>();
  const listeners: (() => void)[] = [];
  const now = (): number => Date.now() + offsetMs;

  const arm = (sleeper: Sleeper): void => {
    clearTimeout(sleeper.timer);
    sleeper.timer = startTimer(sleeper);
  };
  const startTimer = (sleeper: Pick<Sleeper, 'dueAt' | 'wake'>): NodeJS.Timeout => {
    const restMs = Math.max(0, sleeper.dueAt - now());
    return setTimeout(sleeper.wake, Math.min(restMs, LONGEST_TIMER_MS));
  };

  return {
    now,
    get advancedMs() {
      return offsetMs;
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) return reject(reasonOf(signal));
        const dueAt = now() + ms;
        const end = (): void => {
          clearTimeout(sleeper.timer);
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', abandon);
        };
        const abandon = (): void => {
          end();
          if (signal !== undefined) reject(reasonOf(signal));
        };
        const wake = (): void => {
          if (now() < dueAt - 1) return arm(sleeper);
          end();
          resolve();
        };
        const sleeper: Sleeper = { dueAt, wake, timer: startTimer({ dueAt, wake }) };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', abandon, { once: true });
      }),
    advance: (ms) => {
      if (!Number.isFinite(ms) || ms < 0) throw new RangeError(`time cannot move by ${ms} ms`);
      offsetMs += ms;
      const inOrder = [...sleepers].sort((one, other) => one.dueAt - other.dueAt);
      for (const sleeper of inOrder) {
        if (sleeper.dueAt <= now()) sleeper.wake();
        else arm(sleeper);
      }
      for (const listener of listeners) listener();
    },
    onAdvanced: (listener) => {
      listeners.push(listener);
    },
  };
}

const reasonOf = (signal: AbortSignal): Error =>
  signal.reason instanceof Error ? signal.reason : new Error('aborted', { cause: signal.reason });
