import { simulateOnce, type SimulateOptions } from '../drill/simulate-once.ts';
import { createSimulatorThread } from '../drill/simulator-thread.ts';
import type { Simulate } from '../search/trials.ts';

export interface WithSimulatorOptions extends Omit<SimulateOptions, 'thread'> {
  /** Ends the run that is being played, at once; no other is begun. */
  readonly stop?: AbortSignal;
}

/** Gives a simulator whose thread loads service and gateways once, however often it is asked. */
export async function withSimulator<Result>(
  use: (simulate: Simulate) => Promise<Result>,
  { stop, ...options }: WithSimulatorOptions = {},
): Promise<Result> {
  await using thread = createSimulatorThread();
  const end = (): void => void thread[Symbol.asyncDispose]();
  if (stop?.aborted === true) end();
  stop?.addEventListener('abort', end, { once: true });
  try {
    return await use((run) => simulateOnce(run, { ...options, thread }));
  } finally {
    stop?.removeEventListener('abort', end);
  }
}
