import type { RunEvent } from '../core/events.ts';
import type { Phase } from '../core/phases.ts';
import type { LoadFigures } from '../core/record.ts';
import type { LogText } from '../judge/index.ts';
import type { VerdictReason } from '../core/verdict.ts';
import { drain } from './drain.ts';
import { createDrillLog } from './drill-log.ts';
import { isInterrupted, reasonFor, type Ending } from './ending.ts';
import { watchLoad } from './load-watch.ts';
import type { Observer } from './progress.ts';
import { createTally } from './tally.ts';
import { phasesOf } from './timeline.ts';
import type { Collected, DrillPlan, Rig } from './world.ts';

// Conducts one drill on a rig that is up: release the load, inject and clear on time, watch, drain,
// collect. Whatever ends the run early, faults are cleared first and the evidence is kept.

export interface Conducted {
  readonly phases: readonly Phase[];
  /** The caller's own, to be put into another order. */
  readonly events: RunEvent[];
  readonly load: LoadFigures;
  readonly aborts: readonly VerdictReason[];
  readonly rigErrors: readonly VerdictReason[];
  /** False when the run ended before everything had come to rest: end states prove nothing then. */
  readonly isSettled: boolean;
  readonly zeroEpochMs: number;
  readonly loadMs: number;
  readonly drainMs: number;
  readonly logs: readonly LogText[];
  readonly secrets: readonly string[];
}

/**
 * @param stop its reason is a `StopRequest` when it is aborted
 * @throws PaydrillError when the rig breaks before the load is released
 */
export async function conductDrill(
  plan: DrillPlan,
  rig: Rig,
  observe: Observer,
  stop: AbortSignal,
): Promise<Conducted> {
  const tally = createTally();
  const events: RunEvent[] = [];
  const keep = (taken: readonly RunEvent[]): void => {
    for (const event of taken) events.push(event);
  };
  const take = async (): Promise<void> => {
    const taken = await rig.takeEvents();
    tally.add(taken);
    keep(taken);
  };
  const rigErrors: VerdictReason[] = [];
  const attempt = async <Value>(doing: string, act: () => Promise<Value>, otherwise: Value) => {
    try {
      return await act();
    } catch (cause) {
      rigErrors.push(reasonFor(cause, doing));
      return otherwise;
    }
  };

  const dead = new AbortController();
  void rig.broken.then((error) => dead.abort(error));

  await rig.proveItCanStop(stop);
  await rig.releaseLoad(stop);
  const log = createDrillLog(() => rig.now());
  const ending = await watchLoad({ plan, rig, observe, stop, tally, take, log });
  if (ending.kind === 'broken') rigErrors.push(ending.reason);

  if (ending.kind !== 'completed') {
    await attempt('clearing the faults', () => rig.clearAll(), undefined);
    await attempt('stopping the load', () => rig.stopLoad(), undefined);
  }
  const load = await attempt('reading the figures of the load', () => rig.loadEnded, {
    plannedIterations: plan.plannedIterations,
    completedIterations: tally.finished,
    droppedIterations: 0,
    interruptedIterations: tally.started - tally.finished,
  });
  const loadEndT = rig.now();

  const isHasty = (): boolean => ending.kind === 'broken' || isInterrupted(stop);
  const boundMs = plan.scenario.timeline.drainMs;
  const isSettled =
    !isHasty() &&
    (await attempt('draining', () => drain({ rig, boundMs, observe, take, stop }), false));
  const drainEndT = rig.now();
  await attempt('taking events', take, undefined);
  if (isSettled) {
    const orderIds = [...tally.orders];
    // Nobody reads tens of thousands of payments from what has just died.
    const until = AbortSignal.any([stop, dead.signal]);
    const readings = await attempt('reading', () => rig.readPayments(orderIds, until), []);
    for (const reading of readings) log.reading(reading);
    if (dead.signal.aborted) rigErrors.push(reasonFor(dead.signal.reason, 'reading'));
  }
  const rest = await attempt('collecting events', () => rig.collectRest(), NOTHING_COLLECTED);
  keep(rest.events);
  for (const error of rest.errors) rigErrors.push(reasonFor(error, 'collecting events'));

  const phases = cutPhases(
    ending,
    phasesOf(plan.scenario.timeline, drainEndT),
    loadEndT,
    drainEndT,
  );
  for (const phase of phases) log.phase(phase);
  keep(log.close());
  return {
    phases,
    events,
    load,
    aborts: abortsOf(ending, stop),
    rigErrors,
    isSettled: isSettled && !dead.signal.aborted && !isInterrupted(stop),
    zeroEpochMs: rig.zeroEpochMs,
    loadMs: loadEndT,
    drainMs: drainEndT - loadEndT,
    logs: await attempt('reading the logs', () => rig.readLogs(), []),
    secrets: rig.secrets,
  };
}

const NOTHING_COLLECTED: Collected = { events: [], errors: [] };

function abortsOf(ending: Ending, stop: AbortSignal): readonly VerdictReason[] {
  if (ending.kind === 'stopped') return [ending.reason];
  return isInterrupted(stop)
    ? [{ code: 'INTERRUPTED', message: 'interrupted after the load had ended' }]
    : [];
}

/** Phases that a run which ended early never reached are empty; the one it ended in is cut. */
function cutPhases(
  ending: Ending,
  phases: readonly Phase[],
  loadEndT: number,
  drainEndT: number,
): readonly Phase[] {
  if (ending.kind === 'completed') return phases;
  return phases.map((phase) =>
    phase.name === 'drain'
      ? { name: 'drain', startMs: loadEndT, endMs: drainEndT }
      : {
          ...phase,
          startMs: Math.min(phase.startMs, loadEndT),
          endMs: Math.min(phase.endMs, loadEndT),
        },
  );
}
