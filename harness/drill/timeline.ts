import type { Phase } from '../core/phases.ts';
import { phaseStarts, type ScheduledFault, type Timeline } from '../core/scenario.ts';

/** One thing to do at one moment of the run. */
export interface TimelineAction {
  readonly t: number;
  readonly kind: 'arm' | 'clear';
  readonly fault: ScheduledFault;
}

/**
 * Faults as moments since the zero of time. At the same moment clears come before arms, so that
 * two faults of one gateway in a row never overlap by accident.
 */
export function planTimeline(
  timeline: Timeline,
  faults: readonly ScheduledFault[],
): readonly TimelineAction[] {
  const { faultStartMs } = phaseStarts(timeline);
  return faults
    .flatMap((fault): TimelineAction[] => [
      { t: faultStartMs + fault.atMs, kind: 'arm', fault },
      { t: faultStartMs + fault.atMs + fault.durationMs, kind: 'clear', fault },
    ])
    .toSorted((a, b) => a.t - b.t || rank(a) - rank(b));
}

const rank = (action: TimelineAction): number => (action.kind === 'clear' ? 0 : 1);

/** The phases of a run whose drain ended at `drainEndMs`. */
export function phasesOf(timeline: Timeline, drainEndMs: number): readonly Phase[] {
  const { faultStartMs, recoveryStartMs, loadEndMs } = phaseStarts(timeline);
  return [
    { name: 'baseline', startMs: 0, endMs: faultStartMs },
    { name: 'fault', startMs: faultStartMs, endMs: recoveryStartMs },
    { name: 'recovery', startMs: recoveryStartMs, endMs: loadEndMs },
    { name: 'drain', startMs: loadEndMs, endMs: Math.max(loadEndMs, drainEndMs) },
  ];
}
