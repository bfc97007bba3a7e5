import type { Clock } from './clock.ts';

/** The clock that a provider goes by; a fault can put it ahead or behind. Waiting is not shifted. */
export interface ShiftedClock extends Clock {
  shift(byMs: number): void;
}

export function createShiftedClock(clock: Clock): ShiftedClock {
  let shiftMs = 0;
  return {
    now: () => clock.now() + shiftMs,
    sleep: (ms, signal) => clock.sleep(ms, signal),
    shift: (byMs) => {
      shiftMs += byMs;
    },
  };
}
