import type { RunEvent } from '../../core/events.ts';
import { phaseStarts, type Scenario } from '../../core/scenario.ts';

/** What the drill noted about one fault. */
export interface FaultFact {
  readonly name: string;
  readonly plannedStartMs: number;
  /** Null when it was never armed. */
  readonly startMs: number | null;
  readonly endMs: number | null;
  /** True when a probe saw its effect. */
  readonly isProved: boolean;
  /** What came to it, where its place counts that; else null, or left out. */
  readonly met?: number | null;
}

/** Reads the drill's own events: when each fault was armed, proved and cleared. */
export function readFaultFacts(
  scenario: Scenario,
  events: readonly RunEvent[],
): readonly FaultFact[] {
  const { faultStartMs } = phaseStarts(scenario.timeline);
  const noted = new Map<
    string,
    { startMs: number | null; endMs: number | null; isProved: boolean; met: number | null }
  >();
  for (const event of events) {
    if (event.kind !== 'fault') continue;
    const fact = noted.get(event.fault) ?? { ...NOTHING };
    if (event.action === 'armed') fact.startMs ??= event.t;
    if (event.action === 'proved') fact.isProved = true;
    if (event.action === 'cleared' || event.action === 'lapsed') fact.endMs = event.t;
    fact.met = event.met ?? fact.met;
    noted.set(event.fault, fact);
  }
  return scenario.faults.map(({ name, atMs }) => ({
    name,
    plannedStartMs: faultStartMs + atMs,
    ...(noted.get(name) ?? NOTHING),
  }));
}

const NOTHING = { startMs: null, endMs: null, isProved: false, met: null } as const;
