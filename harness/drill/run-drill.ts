import { PaydrillError } from '../core/errors.ts';
import type { RunEvent } from '../core/events.ts';
import type { RunRecord } from '../core/record.ts';
import { judge, type Judgement } from '../judge/index.ts';
import { conductDrill, type Conducted } from './conduct.ts';
import type { Observer } from './progress.ts';
import { phasesOf } from './timeline.ts';
import type { DrillPlan, World } from './world.ts';

export interface DrillRun {
  readonly plan: DrillPlan;
  readonly world: World;
  readonly runId: string;
  /** Of paydrill and Node; the world adds its own. */
  readonly versions: Readonly<Record<string, string>>;
  readonly replayCommand: string;
  readonly observe: Observer;
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
  const begun = await bringUp(run);
  if ('error' in begun) return brokenBeforeStart(run, begun.error, performance.now() - startedMs);
  const startupMs = performance.now() - startedMs;

  let conducted: Conducted;
  let versions = run.versions;
  {
    await using rig = begun.rig;
    versions = { ...versions, ...rig.versions };
    try {
      conducted = await conductDrill(run.plan, rig, run.observe, run.stop);
    } catch (error) {
      if (!(error instanceof PaydrillError)) throw error;
      return brokenBeforeStart({ ...run, versions }, error, startupMs);
    }
  }

  run.observe({ kind: 'step', text: 'judging' });
  const judgedMs = performance.now();
  const judgement = judgeRun(run.plan, conducted);
  const judgeMs = performance.now() - judgedMs;
  const events = conducted.events.toSorted((a, b) => a.t - b.t);
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
      loadMs: conducted.loadMs,
      drainMs: conducted.drainMs,
      judgeMs,
      reportMs: 0,
      totalMs: performance.now() - startedMs,
    },
  };
  return { record, events };
}

type Begun =
  { readonly rig: Awaited<ReturnType<World['start']>> } | { readonly error: PaydrillError };

async function bringUp({ world, plan, stop }: DrillRun): Promise<Begun> {
  try {
    return { rig: await world.start(plan, stop) };
  } catch (error) {
    if (error instanceof PaydrillError) return { error };
    throw error;
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

function headOf(run: DrillRun, zeroEpochMs: number) {
  const { scenario, seed } = run.plan;
  return {
    schemaVersion: 1 as const,
    runId: run.runId,
    scenario: scenario.name,
    hypothesis: scenario.hypothesis,
    world: run.world.name,
    startedAt: new Date(zeroEpochMs).toISOString(),
    seed,
    policy: scenario.policy.name,
    versions: run.versions,
    options: { scenario },
    replayCommand: run.replayCommand,
  };
}

/** The record of a run whose rig never came up, or broke before the load was released. */
function brokenBeforeStart(run: DrillRun, error: PaydrillError, startupMs: number): DrillResult {
  const { scenario } = run.plan;
  const wasStopped = run.stop.aborted;
  const reason = { code: error.code, message: `${error.message} ${error.hint}` };
  return {
    record: {
      ...headOf(run, Date.now()),
      verdict: wasStopped
        ? {
            outcome: 'aborted',
            reasons: [{ code: 'INTERRUPTED', message: 'interrupted before the load began' }],
          }
        : { outcome: 'rig-error', reasons: [reason] },
      phases: phasesOf({ ...scenario.timeline, baselineMs: 0, faultMs: 0, recoveryMs: 0 }, 0).map(
        ({ name, startMs, endMs }) => ({ name, startMs, endMs, ...NO_FIGURES }),
      ),
      faults: [],
      invariants: [],
      objectives: [],
      load: {
        plannedIterations: run.plan.plannedIterations,
        completedIterations: 0,
        droppedIterations: 0,
        interruptedIterations: 0,
      },
      money: {},
      series: [],
      rig: { startupMs, loadMs: 0, drainMs: 0, judgeMs: 0, reportMs: 0, totalMs: startupMs },
    },
    events: [],
  };
}

const NO_FIGURES = {
  payments: {
    offered: 0,
    attempted: 0,
    succeeded: 0,
    declined: 0,
    degraded: 0,
    failed: 0,
    pending: 0,
    unknown: 0,
  },
  goodputRatio: null,
  latencyMs: null,
  retryAmplification: null,
  attemptsByProvider: {},
} as const;
