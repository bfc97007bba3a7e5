import type { Seed } from '../core/ids.ts';
import { phaseStarts, type Scenario } from '../core/scenario.ts';
import { createOrders } from '../orders/index.ts';
import { createArrivalSchedule } from '../../scenarios/journeys/arrival-schedule.ts';
import type { DrillPlan } from './world.ts';

/** All that is decided before a world comes up: who arrives when, and with which order. */
export async function planDrill(scenario: Scenario, seed: Seed): Promise<DrillPlan> {
  const { loadEndMs } = phaseStarts(scenario.timeline);
  const { plannedIterations } = createArrivalSchedule(scenario.load.arrival, loadEndMs);
  const orders = await createOrders(seed, scenario.load, plannedIterations);
  return { scenario, seed, plannedIterations, orders };
}
