import type { RunEvent } from '../../core/events.ts';
import type { Order } from '../../core/order.ts';
import type { RunRecord } from '../../core/record.ts';
import { phaseStarts } from '../../core/scenario.ts';
import { planDrill } from '../../drill/plan-drill.ts';
import { runDrill } from '../../drill/run-drill.ts';
import type { DrillPlan } from '../../drill/world.ts';
import { createArrivalSchedule } from '../../../scenarios/journeys/arrival-schedule.ts';
import type { Coverage } from '../../core/campaign.ts';
import { measureCoverage } from '../campaign/coverage.ts';
import type { WorldControls } from '../world/controls.ts';
import type { SimulatedRun } from './simulated-run.ts';
import { createSimulatedWorld } from './simulated-world.ts';
import { withRefusals } from './with-refusals.ts';

export interface PlayArgs {
  readonly run: SimulatedRun;
  readonly runId: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly replayCommand: string;
  /** The address of the target's module; null: the reference service. */
  readonly targetModule: string | null;
  /** Whether events are wanted outside: a campaign keeps those of failing seeds only. */
  readonly gives: 'events' | 'events-of-failures' | 'no-events';
}

export interface Played {
  readonly record: RunRecord;
  readonly events: readonly RunEvent[] | null;
  readonly coverage: Coverage;
}

/** Runs in the virtual world, as its first process: a drill from planning to judgement. */
export async function playDrill(args: PlayArgs, world: WorldControls): Promise<Played> {
  const { run, runId, versions, replayCommand, targetModule, gives } = args;
  const whole = await planDrill(run.scenario, run.seed);
  const { record: judged, events } = await runDrill({
    plan: takingPart(whole, run.orders),
    target: run.target,
    world: createSimulatedWorld(world, arrivalsOf(whole, run.arrivals), targetModule),
    runId,
    versions,
    replayCommand,
    observe: () => {},
    stop: new AbortController().signal,
  });
  const record = withRefusals(judged, world.refused());
  const isFailure = ['failed', 'rig-error'].includes(record.verdict.outcome);
  const isWanted = gives === 'events' || (gives === 'events-of-failures' && isFailure);
  return {
    record,
    events: isWanted ? events : null,
    coverage: measureCoverage(run.scenario, events),
  };
}

function takingPart(plan: DrillPlan, ids: readonly string[] | null): DrillPlan {
  if (ids === null) return plan;
  const chosen = new Set(ids);
  const orders = plan.orders.filter(({ orderId }) => chosen.has(orderId));
  return { ...plan, orders, plannedIterations: orders.length, isExcerpt: true };
}

/** An order arrives when its place among all orders says, whoever else takes part. */
function arrivalsOf(
  { scenario, orders }: DrillPlan,
  given: Readonly<Record<string, number>> | null,
): (order: Order) => number {
  const { loadEndMs } = phaseStarts(scenario.timeline);
  const schedule = createArrivalSchedule(scenario.load.arrival, loadEndMs);
  const places = new Map(orders.map(({ orderId }, index) => [orderId, index]));
  return ({ orderId }) => given?.[orderId] ?? schedule.offsetMs(places.get(orderId) ?? 0);
}
