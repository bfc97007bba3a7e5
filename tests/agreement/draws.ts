import type { Exchange, RunEvent } from '../../harness/core/events.ts';
import type { Scenario } from '../../harness/core/scenario.ts';

/** A fault is armed a little later than planned in a live run; near its ends the worlds may differ. */
const EDGE_MS = 300;

export interface DrawComparison {
  /** First requests of an order and operation that came in both worlds while the fault was on. */
  readonly compared: number;
  readonly different: number;
}

/**
 * Whether both worlds drew the same: for each fault of a gateway that meets a share of requests, the first
 * request of each order and operation. (A later one may be a retry that only one world needed.)
 */
export function compareDraws(
  scenario: Scenario,
  one: readonly RunEvent[],
  other: readonly RunEvent[],
): DrawComparison {
  let compared = 0;
  let different = 0;
  for (const fault of scenario.faults) {
    if (fault.layer !== 'gateway' || fault.share <= 0 || fault.share >= 1) continue;
    const source = `gateway:${fault.gateway}`;
    const [left, right] = [one, other].map((events) => firstWhileArmed(events, fault.name, source));
    for (const [key, faults] of left ?? []) {
      const there = right?.get(key);
      if (there === undefined) continue;
      compared += 1;
      if (faults.includes(fault.name) !== there.includes(fault.name)) different += 1;
    }
  }
  return { compared, different };
}

function firstWhileArmed(
  events: readonly RunEvent[],
  fault: string,
  source: string,
): ReadonlyMap<string, readonly string[]> {
  const windows = windowsOf(events, fault);
  const first = new Map<string, Exchange>();
  for (const event of events) {
    if (event.kind !== 'exchange' || event.source !== source || event.order === null) continue;
    const key = `${event.order} ${event.operation}`;
    const known = first.get(key);
    if (known === undefined || event.t < known.t) first.set(key, event);
  }
  const met = [...first].filter(([, { t }]) =>
    windows.some(([from, to]) => t > from + EDGE_MS && t < to - EDGE_MS),
  );
  return new Map(met.map(([key, { faults }]) => [key, faults]));
}

function windowsOf(events: readonly RunEvent[], fault: string): readonly [number, number][] {
  const windows: [number, number][] = [];
  for (const event of events) {
    if (event.kind !== 'fault' || event.fault !== fault) continue;
    const last = windows.at(-1);
    if (event.action === 'armed') windows.push([event.t, Infinity]);
    else if (event.action === 'cleared' && last !== undefined) last[1] = event.t;
  }
  return windows;
}
