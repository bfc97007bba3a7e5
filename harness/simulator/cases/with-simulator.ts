import { simulateOnce, type SimulateOptions } from '../drill/simulate-once.ts';
import { createSimulatorThread } from '../drill/simulator-thread.ts';
import type { Simulate } from '../search/trials.ts';

/** Gives a simulator whose thread loads service and gateways once, however often it is asked. */
export async function withSimulator<Result>(
  use: (simulate: Simulate) => Promise<Result>,
  options: Omit<SimulateOptions, 'thread'> = {},
): Promise<Result> {
  await using thread = createSimulatorThread();
  return await use((run) => simulateOnce(run, { ...options, thread }));
}
