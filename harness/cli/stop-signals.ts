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

/** First Ctrl-C: stop in order. Second: at once; the watchdog then cleans up behind us. */
export function listenForStop(tell: (text: string) => void): StopSignals {
  const controller = new AbortController();
  let firstAt = 0;
  const onSignal = (name: NodeJS.Signals): void => {
    const now = performance.now();
    if (controller.signal.aborted && now - firstAt > SAME_PRESS_MS) {
      tell('stopped at once; the watchdog clears the faults and ends the rig');
      process.exit(EXIT.interrupted);
    }
    if (controller.signal.aborted) return;
    firstAt = now;
    tell('stopping: faults first, then the load; once more to stop at once');
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
