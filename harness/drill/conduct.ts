import type { PaydrillError } from '../core/errors.ts';
import type { RunEvent } from '../core/events.ts';
import { PHASES, phaseAt, type Phase } from '../core/phases.ts';
import type { LoadFigures } from '../core/record.ts';
import { phaseStarts, type ScheduledFault } from '../core/scenario.ts';
import type { VerdictReason } from '../core/verdict.ts';
import { findBaselineIllness } from '../judge/index.ts';
import { drain } from './drain.ts';
import { createDrillLog, type DrillLog } from './drill-log.ts';
import { drillError } from './errors.ts';
import { runFaults } from './fault-runner.ts';
import type { Observer } from './progress.ts';
import { crossedCondition } from './stop-conditions.ts';
import { createTally, type Tally } from './tally.ts';
import { phasesOf } from './timeline.ts';
import type { DrillPlan, Rig } from './world.ts';

// Conducts one drill on a rig that is up: release the load, inject and clear on time, watch, drain,
// collect. Whatever ends the run early, faults are cleared first and the evidence is kept.

/** Why a run was asked to end early. `interrupt` (Ctrl-C) doesn't wait for the drain. */
export interface StopRequest {
  readonly kind: 'abort' | 'interrupt';
  readonly message: string;
}

export interface Conducted {
  readonly phases: readonly Phase[];
  readonly events: readonly RunEvent[];
  readonly load: LoadFigures;
  readonly aborts: readonly VerdictReason[];
  readonly rigErrors: readonly VerdictReason[];
  /** False when the run ended before everything had come to rest: end states prove nothing then. */
  readonly isSettled: boolean;
  readonly zeroEpochMs: number;
  readonly loadMs: number;
  readonly drainMs: number;
  readonly logs: readonly { readonly name: string; readonly text: string }[];
  readonly secrets: readonly string[];
}

/** Faults that nobody renews lapse after this long: the rig outlives a dead harness only briefly. */
const LEASE_MS = 10_000;
const TICK_MS = 1_000;

type Ending =
  | { readonly kind: 'completed' }
  | {
      readonly kind: 'stopped';
      readonly code: string;
      readonly message: string;
      readonly isHasty: boolean;
    }
  | { readonly kind: 'broken'; readonly reason: VerdictReason };

/**
 * @param stop its reason is a {@link StopRequest} when it is aborted
 */
export async function conductDrill(
  plan: DrillPlan,
  rig: Rig,
  observe: Observer,
  stop: AbortSignal,
): Promise<Conducted> {
  const { scenario } = plan;
  const tally = createTally();
  const events: RunEvent[] = [];
  const take = async (): Promise<void> => {
    const taken = await rig.takeEvents();
    tally.add(taken);
    for (const event of taken) events.push(event);
  };

  await rig.proveItCanStop(stop);
  await rig.releaseLoad(stop);
  const log = createDrillLog(() => rig.now());
  const ending = await conductLoad({ plan, rig, observe, stop, tally, take, log });

  const aborts: VerdictReason[] = [];
  const rigErrors: VerdictReason[] = [];
  if (ending.kind === 'stopped') aborts.push({ code: ending.code, message: ending.message });
  if (ending.kind === 'broken') rigErrors.push(ending.reason);

  if (ending.kind !== 'completed') await rig.clearAll();
  if (ending.kind !== 'completed') await rig.stopLoad();
  const load = await rig.loadEnded;
  const loadEndT = rig.now();

  const isHasty = ending.kind === 'broken' || (ending.kind === 'stopped' && ending.isHasty);
  const isSettled = isHasty
    ? false
    : await drain({ rig, boundMs: scenario.timeline.drainMs, observe, take, stop });
  const drainEndT = rig.now();
  await take();
  if (!isHasty) {
    for (const reading of await rig.readPayments([...tally.orders], stop)) log.reading(reading);
  }
  try {
    for (const event of await rig.collectRest()) events.push(event);
  } catch (cause) {
    rigErrors.push(reasonOf(asDrillError(cause, 'DRILL_COLLECTION_FAILED')));
  }

  const phases = phasesOf(scenario.timeline, drainEndT).map((phase) =>
    ending.kind === 'completed' ? phase : cutPhase(phase, loadEndT, drainEndT),
  );
  for (const phase of phases) log.phase(phase);
  for (const event of log.close()) events.push(event);
  return {
    phases,
    events,
    load,
    aborts,
    rigErrors,
    isSettled,
    zeroEpochMs: rig.zeroEpochMs,
    loadMs: loadEndT,
    drainMs: drainEndT - loadEndT,
    logs: await rig.readLogs(),
    secrets: rig.secrets,
  };
}

interface LoadWatch {
  readonly plan: DrillPlan;
  readonly rig: Rig;
  readonly observe: Observer;
  readonly stop: AbortSignal;
  readonly tally: Tally;
  readonly take: () => Promise<void>;
  readonly log: DrillLog;
}

/** From the zero of time to the end of the load, or to whatever ends it earlier. */
async function conductLoad(watch: LoadWatch): Promise<Ending> {
  const { rig, stop, log, plan, observe } = watch;
  const end = new AbortController();
  const active = new Set<ScheduledFault>();
  const faults = runFaults({
    plan,
    rig,
    log,
    observe,
    active,
    signal: end.signal,
    leaseMs: LEASE_MS,
  });
  try {
    return await Promise.race([
      rig.broken.then((error): Ending => ({ kind: 'broken', reason: reasonOf(error) })),
      stopped(stop, end.signal),
      faults.then(
        () => new Promise<never>(() => {}),
        (cause: unknown): Ending => ({
          kind: 'broken',
          reason: reasonOf(asDrillError(cause, 'DRILL_FAULT_NOT_ARMED')),
        }),
      ),
      watchTicks(watch, active, end.signal),
    ]);
  } finally {
    end.abort();
    await faults.catch(() => {});
  }
}

/** Ticks once a second until the load is done; ends early on a stop condition. */
async function watchTicks(
  { plan, rig, observe, tally, take }: LoadWatch,
  active: ReadonlySet<ScheduledFault>,
  signal: AbortSignal,
): Promise<Ending> {
  const { scenario } = plan;
  const { faultStartMs, loadEndMs } = phaseStarts(scenario.timeline);
  const phases = phasesOf(scenario.timeline, loadEndMs);
  const done = new AbortController();
  const loadDone = rig.loadEnded.then(() => done.abort());
  const awake = AbortSignal.any([signal, done.signal]);
  let isBaselineJudged = false;
  let lastPhase = '';
  let isReported = false;
  for (let t = 0; !signal.aborted; t += TICK_MS) {
    await rig.waitUntil(t, awake);
    const now = rig.now();
    if (done.signal.aborted) {
      await loadDone;
      await take();
      return now < loadEndMs - TICK_MS && !isReported
        ? {
            kind: 'broken',
            reason: reasonOf(
              drillError('DRILL_LOAD_BROKE', {
                detail: `after ${Math.round(now)} ms of ${loadEndMs}`,
              }),
            ),
          }
        : { kind: 'completed' };
    }
    await take();
    await rig.renewLeases(LEASE_MS);
    const phase = phaseAt(phases, now);
    const phaseEndsInMs = Math.max(0, (phases[PHASES.indexOf(phase)]?.endMs ?? now) - now);
    if (phase !== lastPhase) observe({ kind: 'phase', phase, endsInMs: phaseEndsInMs });
    lastPhase = phase;
    const window = tally.figures(now - 3 * TICK_MS, now);
    observe({
      kind: 'tick',
      t: now,
      phase,
      phaseEndsInMs,
      started: tally.started,
      goodputRatio: window.goodputRatio,
      latencyP95Ms: window.latencyP95Ms,
      failuresByProvider: window.failuresByProvider,
      activeFaults: [...active].map((fault) => ({
        name: fault.name,
        endsInMs: Math.max(0, faultStartMs + fault.atMs + fault.durationMs - now),
      })),
    });
    if (!isBaselineJudged && now >= faultStartMs) {
      isBaselineJudged = true;
      const illness = findBaselineIllness(tally.sound(0, faultStartMs));
      if (illness !== null) return { kind: 'broken', reason: illness };
    }
    const crossed = crossedCondition(scenario.stopConditions, tally, now);
    if (crossed !== null) {
      isReported = true;
      return {
        kind: 'stopped',
        code: 'STOP_CONDITION',
        message: `stop condition "${crossed.condition.name}" was crossed: ${crossed.condition.figure} was ${round(crossed.got)}`,
        isHasty: false,
      };
    }
  }
  return { kind: 'completed' };
}

function stopped(stop: AbortSignal, signal: AbortSignal): Promise<Ending> {
  return new Promise((resolve) => {
    const settle = (): void => {
      const request = parseStopRequest(stop.reason);
      resolve({
        kind: 'stopped',
        code: request.kind === 'interrupt' ? 'INTERRUPTED' : 'ABORTED',
        message: request.message,
        isHasty: request.kind === 'interrupt',
      });
    };
    if (stop.aborted) settle();
    else stop.addEventListener('abort', settle, { once: true, signal });
  });
}

function parseStopRequest(reason: unknown): StopRequest {
  if (typeof reason === 'object' && reason !== null && 'kind' in reason && 'message' in reason) {
    return {
      kind: reason.kind === 'interrupt' ? 'interrupt' : 'abort',
      message: String(reason.message),
    };
  }
  return { kind: 'abort', message: 'the run was asked to stop' };
}

/** Phases that a run which ended early never reached are empty; the one it ended in is cut. */
function cutPhase(phase: Phase, loadEndT: number, drainEndT: number): Phase {
  return phase.name === 'drain'
    ? { name: 'drain', startMs: loadEndT, endMs: drainEndT }
    : {
        ...phase,
        startMs: Math.min(phase.startMs, loadEndT),
        endMs: Math.min(phase.endMs, loadEndT),
      };
}

const round = (value: number): number => Math.round(value * 100) / 100;

function reasonOf(error: PaydrillError): VerdictReason {
  return { code: error.code, message: `${error.message} ${error.hint}` };
}

function asDrillError(
  cause: unknown,
  code: 'DRILL_COLLECTION_FAILED' | 'DRILL_FAULT_NOT_ARMED',
): PaydrillError {
  if (isPaydrillError(cause)) return cause;
  const detail = cause instanceof Error ? cause.message : String(cause);
  return code === 'DRILL_COLLECTION_FAILED'
    ? drillError(code, { source: 'unknown', detail }, { cause })
    : drillError(code, { fault: 'unknown', detail }, { cause });
}

const isPaydrillError = (value: unknown): value is PaydrillError =>
  value instanceof Error && value.name === 'PaydrillError';
