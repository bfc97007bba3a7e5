import { PHASES, phaseAt, type Phase, type PhaseName } from '../core/phases.ts';
import { phaseStarts, type ScheduledFault } from '../core/scenario.ts';
import { findBaselineIllness } from '../judge/index.ts';
import type { DrillLog } from './drill-log.ts';
import { brokenBy, whenStopped, type Ending } from './ending.ts';
import { drillError } from './errors.ts';
import { runFaults } from './fault-runner.ts';
import type { Observer } from './progress.ts';
import { crossedCondition } from './stop-conditions.ts';
import type { Tally } from './tally.ts';
import { phasesOf } from './timeline.ts';
import type { DrillPlan, Rig } from './world.ts';

export interface LoadWatch {
  readonly plan: DrillPlan;
  readonly rig: Rig;
  readonly observe: Observer;
  readonly stop: AbortSignal;
  readonly tally: Tally;
  /** Takes the rig's new events into tally and record. */
  readonly take: () => Promise<void>;
  readonly log: DrillLog;
}

/** Faults that nobody renews lapse after this long: the rig outlives a dead harness only briefly. */
const LEASE_MS = 10_000;
const TICK_MS = 1_000;
const DEATH_NOTICE_MS = 500;
/** What the progress line and its figures look back on. */
const WINDOW_MS = 3_000;

/** From the zero of time to the end of the load, or to whatever ends it earlier. Never rejects. */
export async function watchLoad(watch: LoadWatch): Promise<Ending> {
  const { rig, stop } = watch;
  const over = new AbortController();
  const active = new Set<ScheduledFault>();
  const tellPhase = createPhaseTeller(watch);
  const faults = runFaults({
    ...watch,
    active,
    tellPhase,
    signal: over.signal,
    leaseMs: LEASE_MS,
  }).then(
    () => null,
    (cause: unknown) => nameTheDeath(rig, brokenBy(cause, 'arming or clearing a fault')),
  );
  const ticks = tickUntilDone(watch, active, tellPhase, over.signal).catch((cause: unknown) =>
    nameTheDeath(rig, brokenBy(cause, 'watching the load')),
  );
  const ending = await Promise.race([
    rig.broken.then((error): Ending => brokenBy(error, 'running')),
    whenStopped(stop, over.signal),
    // Faults that all went well end nothing.
    faults.then((broken) => broken ?? new Promise<never>(() => {})),
    ticks,
  ]);
  over.abort();
  // Both end at once now; what they still do must not mingle with what comes next.
  await Promise.all([faults, ticks]);
  return ending;
}

/**
 * A call to a process that has just died fails a moment before its death is noticed. The death is
 * what an engineer wants to read first.
 */
async function nameTheDeath(rig: Rig, ending: Ending): Promise<Ending> {
  const waited = rig.waitUntil(rig.now() + DEATH_NOTICE_MS, new AbortController().signal);
  const death = rig.broken.then((error): Ending => brokenBy(error, 'running'));
  return Promise.race([death, waited.then(() => ending)]);
}

/** Ticks once a second until the load is done; ends early on what it sees. */
async function tickUntilDone(
  watch: LoadWatch,
  active: ReadonlySet<ScheduledFault>,
  tellPhase: (now: number) => void,
  over: AbortSignal,
): Promise<Ending> {
  const { plan, rig, tally, take } = watch;
  const { timeline, stopConditions } = plan.scenario;
  const { faultStartMs, loadEndMs } = phaseStarts(timeline);
  const done = new AbortController();
  void rig.loadEnded.then(
    () => done.abort(),
    () => done.abort(),
  );
  const awake = AbortSignal.any([over, done.signal]);
  let isBaselineJudged = false;
  for (let t = 0; !over.aborted; t = nextTick(t, rig.now())) {
    await rig.waitUntil(t, awake);
    if (over.aborted) break;
    await take();
    const now = rig.now();
    if (done.signal.aborted) return endOfLoad(now, loadEndMs);
    if (now > loadEndMs + (rig.loadGraceMs ?? Number.POSITIVE_INFINITY)) {
      const overdueMs = Math.round(now - loadEndMs);
      return brokenBy(drillError('DRILL_LOAD_STUCK', { overdueMs }), 'running the load');
    }
    await rig.renewLeases(LEASE_MS);
    tellPhase(now);
    report(watch, active, now);
    if (plan.isExcerpt !== true && !isBaselineJudged && now >= faultStartMs) {
      isBaselineJudged = true;
      const illness = findBaselineIllness(tally.sound(0, faultStartMs));
      if (illness !== null) return { kind: 'broken', reason: illness };
    }
    const crossed = crossedCondition(stopConditions, tally, now);
    if (crossed !== null) {
      const { condition, got } = crossed;
      const figure = Math.round(got * 1000) / 1000;
      const message = `stop condition "${condition.name}" was crossed: ${condition.figure} was ${figure} over ${condition.windowMs} ms`;
      return { kind: 'stopped', reason: { code: 'STOP_CONDITION', message }, isHasty: false };
    }
  }
  return { kind: 'completed' };
}

/** The next whole second; ticks that were missed are not made up for. */
const nextTick = (t: number, now: number): number =>
  Math.max(t + TICK_MS, Math.ceil(now / TICK_MS) * TICK_MS);

/** A load that ends before its last arrival was due has broken, whoever ended it. */
function endOfLoad(now: number, loadEndMs: number): Ending {
  if (now >= loadEndMs - TICK_MS) return { kind: 'completed' };
  const detail = `after ${Math.round(now)} ms of ${loadEndMs} ms`;
  return brokenBy(drillError('DRILL_LOAD_BROKE', { detail }), 'running the load');
}

/**
 * Tells a phase once it has begun: at the next tick, or before the first of its faults is armed. The
 * drain is announced by itself, with its own bound.
 */
function createPhaseTeller({ plan, observe }: LoadWatch): (now: number) => void {
  const { timeline } = plan.scenario;
  const phases = phasesOf(timeline, phaseStarts(timeline).loadEndMs);
  let told = '';
  let latest = 0;
  return (t) => {
    // A tick that woke a moment early must not lead back.
    const now = Math.max(latest, t);
    latest = now;
    const phase = phaseAt(phases, now);
    if (phase === told || phase === 'drain') return;
    told = phase;
    observe({ kind: 'phase', phase, endsInMs: endOfPhase(phases, phase, now) - now });
  };
}

const endOfPhase = (phases: readonly Phase[], phase: PhaseName, now: number): number =>
  Math.max(now, phases[PHASES.indexOf(phase)]?.endMs ?? now);

function report(
  { plan, tally, observe }: LoadWatch,
  active: ReadonlySet<ScheduledFault>,
  now: number,
): void {
  const { timeline } = plan.scenario;
  const { faultStartMs, loadEndMs } = phaseStarts(timeline);
  const phases = phasesOf(timeline, loadEndMs);
  const phase = phaseAt(phases, now);
  if (phase === 'drain') return;
  const { goodputRatio, latencyP95Ms, failuresByProvider } = tally.figures(now - WINDOW_MS, now);
  observe({
    kind: 'tick',
    t: now,
    phase,
    phaseEndsInMs: endOfPhase(phases, phase, now) - now,
    started: tally.started,
    waiting: tally.started - tally.finished,
    goodputRatio,
    latencyP95Ms,
    failuresByProvider,
    activeFaults: [...active].map((fault) => ({
      name: fault.name,
      endsInMs: Math.max(0, faultStartMs + fault.atMs + fault.durationMs - now),
    })),
  });
}
