import { vi } from 'vitest';

export interface StoppedTime extends Disposable {
  /** Lets that much time pass, timers and what follows from them included. */
  advance(ms: number): Promise<void>;
}

/** From now on time passes only when a test says so, whatever the machine is busy with. */
export function stopTime(): StoppedTime {
  // Only what the service waits with: sockets and the store go on.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  return {
    advance: async (ms) => {
      await vi.advanceTimersByTimeAsync(ms);
    },
    [Symbol.dispose]: () => vi.useRealTimers(),
  };
}
