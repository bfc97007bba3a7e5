import { EXIT } from '../core/errors.ts';
import { StopRequest } from '../drill/ending.ts';

/**
 * npm and a shell both pass a Ctrl-C on, so that one press of the keys arrives more than once. What
 * comes this soon after the first is still the first.
 */
const SAME_PRESS_MS = 150;

export interface StopSignals extends Disposable {
  readonly signal: AbortSignal;
  request(request: StopRequest): void;
}

/** What a user reads after the first and after the second Ctrl-C. */
interface StopWords {
  readonly first: string;
  readonly again: string;
}

const DRILL_STOPS: StopWords = {
  first: 'stopping: faults first, then the load; once more to stop at once',
  again: 'stopped at once; the watchdog clears the faults and ends the rig',
};

export const SIMULATION_STOPS: StopWords = {
  first: 'stopping: seeds that are being played are dropped, what was found is kept',
  again: 'stopped at once; nothing was kept but the runs of seeds that had failed',
};

/** First Ctrl-C: stop in order. Second: at once; the watchdog then cleans up behind us. */
export function listenForStop(
  tell: (text: string) => void,
  words: StopWords = DRILL_STOPS,
): StopSignals {
  const controller = new AbortController();
  let firstAt = 0;
  const onSignal = (name: NodeJS.Signals): void => {
    const now = performance.now();
    if (controller.signal.aborted && now - firstAt > SAME_PRESS_MS) {
      tell(words.again);
      process.exit(EXIT.interrupted);
    }
    if (controller.signal.aborted) return;
    firstAt = now;
    tell(words.first);
    controller.abort(new StopRequest('interrupt', `interrupted by ${name}`));
  };
  const names: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const name of names) process.on(name, onSignal);
  return {
    signal: controller.signal,
    request: (request) => {
      if (!controller.signal.aborted) controller.abort(request);
    },
    [Symbol.dispose]() {
      for (const name of names) process.off(name, onSignal);
    },
  };
}
