/** Time as a gateway sees it: movable, so that a three-day webhook schedule fits into a test. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface MovableClock extends Clock {
  /** Moves time forward at once; sleepers that are due wake in order of their time. */
  advance(ms: number): void;
  /** Called after every advance. */
  onAdvanced(listener: () => void): void;
}
