import type { RunEvent } from '../core/events.ts';
import type { RunRecord } from '../core/record.ts';
import { judge, type Judgement } from '../judge/index.ts';
import { conductDrill, type Conducted } from './conduct.ts';
import type { Observer } from './progress.ts';
import { headOf, recordOfUnstarted } from './unstarted.ts';
import type { DrillPlan, Rig, World } from './world.ts';

export interface DrillRun {
  readonly plan: DrillPlan;
  /** What is drilled instead of the reference service, as it was written; the record says so. */
  readonly target?: string | undefined;
  readonly world: World;
  readonly runId: string;
  /** Of paydrill and Node; the world adds its own. */
  readonly versions: Readonly<Record<string, string>>;
  readonly replayCommand: string;
  readonly observe: Observer;
  /** Called once the rig is gone and what it left behind can be given back. */
  readonly beforeJudging?: () => void;
  /** Its reason is a `StopRequest` when it is aborted. */
  readonly stop: AbortSignal;
}

export interface DrillResult {
  readonly record: RunRecord;
  /** In order of time; those of one source in their own order. */
  readonly events: readonly RunEvent[];
}

/**
 * One drill from a world that is not up yet to a record. A rig that breaks is a verdict, not an
 * exception: the record says what was seen until then.
 */
export async function runDrill(run: DrillRun): Promise<DrillResult> {
  const startedMs = performance.now();
  const played = await play(run, startedMs);
  if ('record' in played) return { record: played.record, events: [] };
  const { conducted, versions, startupMs, readyMs } = played;

  run.observe({ kind: 'step', text: 'judging' });
  run.beforeJudging?.();
  const judgedMs = performance.now();
  const judgement = judgeRun(run.plan, conducted);
  const judgeMs = performance.now() - judgedMs;
  // In place: half a million events need not be listed twice.
  const events = conducted.events.sort((a, b) => a.t - b.t);
  const record: RunRecord = {
    ...headOf({ ...run, versions }, conducted.zeroEpochMs),
    verdict: judgement.verdict,
    phases: judgement.phases,
    faults: judgement.faults,
    invariants: judgement.invariants,
    objectives: judgement.objectives,
    load: conducted.load,
    money: judgement.money,
    series: judgement.series,
    rig: {
      startupMs,
      ...(readyMs === undefined ? {} : { rigReadyMs: readyMs.rig, loadReadyMs: readyMs.load }),
      loadMs: conducted.loadMs,
      drainMs: conducted.drainMs,
      judgeMs,
      reportMs: 0,
      totalMs: performance.now() - startedMs,
    },
  };
  return { record, events };
}

interface Played {
  readonly conducted: Conducted;
  readonly versions: DrillRun['versions'];
  readonly startupMs: number;
  readonly readyMs: Rig['readyMs'];
}

/** Apart from judging, so that the rig and all that it remembers are gone by then. */
async function play(
  run: DrillRun,
  startedMs: number,
): Promise<Played | { readonly record: RunRecord }> {
  const begun = await bringUp(run);
  const startupMs = performance.now() - startedMs;
  if ('cause' in begun) return { record: recordOfUnstarted(run, begun.cause, startupMs) };
  await using rig = begun.rig;
  const { readyMs } = rig;
  const versions = { ...run.versions, ...rig.versions };
  try {
    const conducted = await conductDrill(run.plan, rig, run.observe, run.stop);
    return { conducted, versions, startupMs, readyMs };
  } catch (cause) {
    return { record: recordOfUnstarted({ ...run, versions }, cause, startupMs) };
  }
}

type Begun = { readonly rig: Rig } | { readonly cause: unknown };

async function bringUp({ world, plan, stop }: DrillRun): Promise<Begun> {
  try {
    return { rig: await world.start(plan, stop) };
  } catch (cause) {
    return { cause };
  }
}

function judgeRun(plan: DrillPlan, conducted: Conducted): Judgement {
  return judge({
    scenario: plan.scenario,
    seed: plan.seed,
    orders: plan.orders,
    phases: conducted.phases,
    events: conducted.events,
    load: conducted.load,
    isSettled: conducted.isSettled,
    logs: conducted.logs,
    secrets: conducted.secrets,
    aborts: conducted.aborts,
    rigErrors: conducted.rigErrors,
  });
}
