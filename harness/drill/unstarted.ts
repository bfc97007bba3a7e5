import { PaydrillError } from '../core/errors.ts';
import type { RunRecord } from '../core/record.ts';
import type { Verdict } from '../core/verdict.ts';
import { reasonFor, stopReason } from './ending.ts';
import type { DrillRun } from './run-drill.ts';
import { phasesOf } from './timeline.ts';

/** What a record says whatever came of the run. */
export function headOf(run: DrillRun, zeroEpochMs: number) {
  const { scenario, seed } = run.plan;
  const { target } = run;
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
    options: { scenario, ...(target === undefined ? {} : { target }) },
    replayCommand: run.replayCommand,
  };
}

/**
 * The record of a run that ended before its load was released: somebody stopped it, or the rig never
 * came up.
 *
 * @throws what is neither: a bug
 */
export function recordOfUnstarted(run: DrillRun, cause: unknown, startupMs: number): RunRecord {
  const { scenario } = run.plan;
  return {
    ...headOf(run, Date.now()),
    verdict: verdictOn(run, cause),
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
  };
}

/** Whatever was thrown by a rig that was told to stop, it was the stop. */
function verdictOn({ stop }: DrillRun, cause: unknown): Verdict {
  if (stop.aborted) return { outcome: 'aborted', reasons: [stopReason(stop)] };
  if (!(cause instanceof PaydrillError) && !isOfSystem(cause)) throw cause;
  return { outcome: 'rig-error', reasons: [reasonFor(cause, 'starting')] };
}

/** A full or read-only disk, no more files to be had: the machine's doing, and no bug. */
const isOfSystem = (cause: unknown): boolean => cause instanceof Error && 'syscall' in cause;

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
