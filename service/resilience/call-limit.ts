import { TaskCancelledError } from 'cockatiel';

/** One for all: a reason of its own for each call would take a stack trace each. */
const OVER = new TaskCancelledError();

/** Runs one call under a signal of its own. */
export type CallLimit = <Answer>(work: (signal: AbortSignal) => Promise<Answer>) => Promise<Answer>;

/**
 * Ends a call after `limitMs` (null is never), and tells every open call when the service ends.
 * A call that is over its time is left at once: cockatiel's own timeout does the same, but derives
 * a signal from `stopped` for each call, which then walks past the listeners of all the others.
 *
 * @throws TaskCancelledError when the limit was reached
 */
export function createCallLimit(limitMs: number | null, stopped: AbortSignal): CallLimit {
  const open = new Set<AbortController>();
  const abortAll = (): void => {
    for (const controller of open) controller.abort(OVER);
  };
  stopped.addEventListener('abort', abortAll, { once: true });

  return (work) =>
    new Promise((resolve, reject) => {
      const controller = new AbortController();
      if (stopped.aborted) controller.abort(OVER);
      open.add(controller);
      const onLimit = (): void => {
        controller.abort(OVER);
        reject(OVER);
      };
      const timer = limitMs === null ? undefined : setTimeout(onLimit, limitMs);
      const end = (): void => {
        clearTimeout(timer);
        open.delete(controller);
      };
      work(controller.signal).then(
        (answer) => {
          end();
          resolve(answer);
        },
        (error: unknown) => {
          end();
          reject(error);
        },
      );
    });
}
