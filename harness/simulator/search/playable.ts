import { PaydrillError } from '../../core/errors.ts';
import { phaseStarts, type Scenario } from '../../core/scenario.ts';
import { resolveScenario } from '../../config/index.ts';
import { createArrivalSchedule } from '../../../scenarios/journeys/arrival-schedule.ts';
import type { SimulatedRun } from '../drill/simulated-run.ts';

/**
 * The run as it can be played, or null: its scenario passes the rules that users' own do, and
 * everybody who takes part exists and arrives while the load goes on.
 *
 * A shorter load makes fewer orders. The rate makes up for it, which moves nobody: those who take
 * part have arrival times of their own.
 *
 * @param allOrders every order of the seed, in the order of the arrival process
 */
export function asPlayable(run: SimulatedRun, allOrders: readonly string[]): SimulatedRun | null {
  const { loadEndMs } = phaseStarts(run.scenario.timeline);
  const arrivals = Object.values(run.arrivals ?? {});
  if (arrivals.some((atMs) => atMs < 0 || atMs >= loadEndMs)) return null;
  const needed =
    run.orders === null ? 0 : Math.max(0, ...run.orders.map((id) => allOrders.indexOf(id) + 1));
  try {
    return { ...run, scenario: resolveScenario(withOrdersMade(run.scenario, needed)) };
  } catch (error) {
    if (error instanceof PaydrillError) return null;
    throw error;
  }
}

function withOrdersMade(scenario: Scenario, needed: number): Scenario {
  const { loadEndMs } = phaseStarts(scenario.timeline);
  const { plannedIterations } = createArrivalSchedule(scenario.load.arrival, loadEndMs);
  if (plannedIterations >= needed) return scenario;
  const ratePerSecond = Math.ceil((needed * 1_000) / loadEndMs);
  return {
    ...scenario,
    load: { ...scenario.load, arrival: { kind: 'constant', ratePerSecond } },
  };
}
