import type { ScheduledFault } from '../core/scenario.ts';
import type { DrillLog } from './drill-log.ts';
import type { Observer } from './progress.ts';
import { planTimeline } from './timeline.ts';
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

/** Arms, proves and clears each fault on time. Ends when the last is cleared or on the signal. */
export async function runFaults(run: FaultRun): Promise<void> {
  const { plan, rig, signal } = run;
  const proofs: Promise<void>[] = [];
  for (const action of planTimeline(plan.scenario.timeline, plan.scenario.faults)) {
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
  await Promise.all(proofs);
}

async function armFault({ rig, log, observe, active, leaseMs }: FaultRun, fault: ScheduledFault) {
  await rig.arm(fault, leaseMs);
  active.add(fault);
  log.fault(fault.name, 'armed', fault.layer);
  if (fault.layer === 'process') {
    log.process('target', fault.action === 'pause' ? 'paused' : 'killed');
  }
  observe({ kind: 'fault', fault: fault.name, action: 'armed', detail: fault.layer });
}

async function clearFault({ rig, log, observe, active }: FaultRun, fault: ScheduledFault) {
  const met = rig.met?.(fault) ?? null;
  await rig.clear(fault);
  active.delete(fault);
  log.fault(fault.name, 'cleared', fault.layer, met);
  if (fault.layer === 'process') {
    log.process('target', fault.action === 'pause' ? 'resumed' : 'started');
  }
  observe({ kind: 'fault', fault: fault.name, action: 'cleared', detail: fault.layer });
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
