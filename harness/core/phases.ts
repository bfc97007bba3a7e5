/** A payment belongs to the phase of its intended start. */
export type PhaseName = 'baseline' | 'fault' | 'recovery' | 'drain';
export const PHASES: readonly PhaseName[] = ['baseline', 'fault', 'recovery', 'drain'];

/** Half-open interval of milliseconds since the zero of time. */
export interface Phase {
  readonly name: PhaseName;
  readonly startMs: number;
  readonly endMs: number;
}

/** The phase that holds `t`; what starts before the first belongs to it, after the last to drain. */
export function phaseAt(phases: readonly Phase[], t: number): PhaseName {
  for (const phase of phases) if (t < phase.endMs) return phase.name;
  return 'drain';
}
