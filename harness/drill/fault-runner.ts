import type { ScheduledFault } from '../core/scenario.ts';
import type { DrillLog } from './drill-log.ts';
import type { Observer } from './progress.ts';
import { planTimeline, type TimelineAction } from './timeline.ts';
import type { DrillPlan, Rig } from './world.ts';

interface FaultRun {
  readonly plan: DrillPlan;
  readonly rig: Rig;
  readonly log: DrillLog;
  readonly observe: Observer;
  /** Kept up to date for the progress line. */
  readonly active: Set<ScheduledFault>;
  /** Tells the phase that has begun, unless it is told already. */
  readonly tellPhase: (now: number) => void;
  readonly signal: AbortSignal;
  readonly leaseMs: number;
}

/**
 * Arms, proves and clears each fault on time. Ends when the last is cleared or on the signal.
 *
 * A target that is told to stop may take seconds over what it has in work: what is done to it and what is
 * done to the gateways and the network do not wait for each other.
 */
export async function runFaults(run: FaultRun): Promise<void> {
  const { timeline, faults } = run.plan.scenario;
  const failed = new AbortController();
  const signal = AbortSignal.any([run.signal, failed.signal]);
  const proofs: Promise<void>[] = [];
  const ofTarget = ({ fault }: TimelineAction): boolean => fault.layer === 'process';
  const byPlace = Map.groupBy(planTimeline(timeline, faults), ofTarget);
  const played = await Promise.allSettled(
    Array.from(byPlace.values(), (actions) =>
      playActions({ ...run, signal }, actions, proofs).catch((cause: unknown) => {
        failed.abort();
        throw cause;
      }),
    ),
  );
  for (const each of played) if (each.status === 'rejected') throw each.reason;
  await Promise.all(proofs);
}

async function playActions(
  run: FaultRun,
  actions: readonly TimelineAction[],
  proofs: Promise<void>[],
): Promise<void> {
  const { rig, signal } = run;
  for (const action of actions) {
    await rig.waitUntil(action.t, signal);
    if (signal.aborted) break;
    if (action.kind === 'arm') {
      // A timer can wake a fraction of a millisecond early, in the phase before.
      run.tellPhase(Math.max(action.t, rig.now()));
      await armFault(run, action.fault);
      // A probe takes as long as the fault lets it; the next action must not wait for it.
      const proof = proveFault(run, action.fault);
      proofs.push(proof);
      // Told when all of them are waited for; until then a failure is nobody's.
      proof.catch(() => undefined);
    } else {
      await clearFault(run, action.fault);
    }
  }
}

async function armFault(run: FaultRun, fault: ScheduledFault): Promise<void> {
  const { rig, log, active, leaseMs } = run;
  if (fault.layer === 'process' && fault.action === 'restart') {
    // It is away from the moment at which it is told to stop.
    active.add(fault);
    tell(run, fault, 'armed');
    log.process('target', 'killed');
    await rig.arm(fault, leaseMs);
    log.process('target', 'started');
    return;
  }
  await rig.arm(fault, leaseMs);
  active.add(fault);
  tell(run, fault, 'armed');
  if (fault.layer === 'process') {
    log.process('target', fault.action === 'pause' ? 'paused' : 'killed');
  }
}

async function clearFault(run: FaultRun, fault: ScheduledFault): Promise<void> {
  const { rig, log, active } = run;
  const met = rig.met?.(fault) ?? null;
  await rig.clear(fault);
  active.delete(fault);
  tell(run, fault, 'cleared', met);
  if (fault.layer === 'process' && fault.action !== 'restart') {
    log.process('target', fault.action === 'pause' ? 'resumed' : 'started');
  }
}

function tell(
  { log, observe }: FaultRun,
  { name, layer }: ScheduledFault,
  action: 'armed' | 'cleared',
  met: number | null = null,
): void {
  log.fault(name, action, layer, met);
  observe({ kind: 'fault', fault: name, action, detail: layer });
}

async function proveFault(run: FaultRun, fault: ScheduledFault): Promise<void> {
  const { rig, log, observe, signal } = run;
  const ends = AbortSignal.any([signal, AbortSignal.timeout(fault.durationMs)]);
  const proof = await rig.prove(fault, ends).catch((cause: unknown) => {
    if (!ends.aborted) throw cause;
    return { isProved: false, detail: 'the probe did not end while the fault lasted' };
  });
  const action = proof.isProved ? 'proved' : 'unproved';
  log.fault(fault.name, action, proof.detail);
  observe({ kind: 'fault', fault: fault.name, action, detail: proof.detail });
}
