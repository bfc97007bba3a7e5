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
}

/** Reads the drill's own events: when each fault was armed, proved and cleared. */
export function readFaultFacts(
  scenario: Scenario,
  events: readonly RunEvent[],
): readonly FaultFact[] {
  const { faultStartMs } = phaseStarts(scenario.timeline);
  const noted = new Map<
    string,
    { startMs: number | null; endMs: number | null; isProved: boolean }
  >();
  for (const event of events) {
    if (event.kind !== 'fault') continue;
    const fact = noted.get(event.fault) ?? { startMs: null, endMs: null, isProved: false };
    if (event.action === 'armed') fact.startMs ??= event.t;
    if (event.action === 'proved') fact.isProved = true;
    if (event.action === 'cleared' || event.action === 'lapsed') fact.endMs = event.t;
    noted.set(event.fault, fact);
  }
  return scenario.faults.map(({ name, atMs }) => ({
    name,
    plannedStartMs: faultStartMs + atMs,
    ...(noted.get(name) ?? { startMs: null, endMs: null, isProved: false }),
  }));
}
