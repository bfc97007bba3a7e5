import type { EventLoop } from '../clock/event-loop.ts';

export type NodeCallback = (error: Error | null, value?: unknown) => void;

export const isCallback = (value: unknown): value is NodeCallback => typeof value === 'function';

/** Work of the thread pool, done at once; its callback runs as an event of the same moment. */
export function answerLater(loop: EventLoop, work: () => unknown, callback: NodeCallback): void {
  let run: () => void;
  try {
    const value = work();
    run = () => callback(null, value);
  } catch (error) {
    run = () => callback(error as Error);
  }
  loop.schedule(0, { kind: 'thread-pool', owner: loop.current, run });
}
