import type { Scenario, ScheduledFault, Timeline } from '../../core/scenario.ts';
import type { SimulatedRun } from '../drill/simulated-run.ts';

// Changes of a run that leave everything else where it was.

export const withScenario = (run: SimulatedRun, change: Partial<Scenario>): SimulatedRun => ({
  ...run,
  scenario: { ...run.scenario, ...change },
});

export const withFaults = (run: SimulatedRun, faults: readonly ScheduledFault[]): SimulatedRun =>
  withScenario(run, { faults });

export function withFault<Fault extends ScheduledFault>(
  run: SimulatedRun,
  fault: Fault,
  change: Partial<Fault>,
): SimulatedRun {
  return withFaults(
    run,
    run.scenario.faults.map((each) => (each.name === fault.name ? { ...fault, ...change } : each)),
  );
}

/** Only these orders take part, each when it arrived before. */
export function withOrders(
  run: SimulatedRun,
  orders: readonly string[],
  arrivals: ReadonlyMap<string, number>,
): SimulatedRun {
  const atMs = (id: string): number => run.arrivals?.[id] ?? arrivals.get(id) ?? 0;
  return { ...run, orders, arrivals: Object.fromEntries(orders.map((id) => [id, atMs(id)])) };
}

/** Moves arrivals from a moment on, so that they keep their distance to what moves with them. */
export function withArrivalsMoved(run: SimulatedRun, fromMs: number, byMs: number): SimulatedRun {
  if (run.arrivals === null) return run;
  const moved = Object.entries(run.arrivals).map(
    ([id, atMs]) => [id, atMs >= fromMs ? Math.max(atMs + byMs, 0) : atMs] as const,
  );
  return { ...run, arrivals: Object.fromEntries(moved) };
}

export const withTimeline = (run: SimulatedRun, change: Partial<Timeline>): SimulatedRun =>
  withScenario(run, { timeline: { ...run.scenario.timeline, ...change } });
