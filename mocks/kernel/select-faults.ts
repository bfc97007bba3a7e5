import { faultDraw, type FaultDrawKey } from '../../harness/core/fault-draw.ts';
import type { Seed } from '../../harness/core/ids.ts';
import type { Candidate } from './armed-faults.ts';
import { isInCycle, isScripted, meetsScript } from './fault-script.ts';
import { matchesAll, type FieldReader } from './match-fields.ts';

/** What is drawn for: a request, a webhook or a settlement line. */
export interface Subject {
  /** The merchant's reference; empty when there is none. */
  readonly reference: string;
  readonly operation: string;
  /** How often the gateway has seen that reference and operation before. */
  readonly occurrence: number;
  readonly nowMs: number;
  readonly read: FieldReader;
  /** What the fault itself says about it. */
  concerns(candidate: Candidate): boolean;
}

export interface Drawn {
  readonly candidate: Candidate;
  /** Uniform in [0, 1) among those that are drawn. */
  readonly draw: number;
}

/** Which of the candidates meet the subject, in their order. */
export function selectFaults(
  seed: Seed,
  candidates: readonly Candidate[],
  subject: Subject,
): readonly Drawn[] {
  const met: Drawn[] = [];
  for (const candidate of candidates) {
    const draw = drawOf(seed, candidate, subject);
    if (draw !== null) met.push({ candidate, draw });
  }
  return met;
}

function drawOf(seed: Seed, candidate: Candidate, subject: Subject): number | null {
  const { fault, armedAt, scripted } = candidate;
  const { selection = {} } = fault;
  if (!isInCycle(selection, subject.nowMs - armedAt)) return null;
  if (selection.match !== undefined && !matchesAll(selection.match, subject.read)) return null;
  if (!subject.concerns(candidate)) return null;
  const { reference, operation, occurrence } = subject;
  if (isScripted(selection) && !meetsScript(selection, scripted.next(reference, operation))) {
    return null;
  }
  const key: FaultDrawKey = { seed, fault: fault.name, reference, operation, occurrence };
  const draw = faultDraw(
    selection.sharePer === 'payment' ? { ...key, operation: 'payment', occurrence: 0 } : key,
  );
  // The first part of the draw decides; rescaled, it is uniform again for the fault's own use.
  return draw < fault.share ? draw / fault.share : null;
}
