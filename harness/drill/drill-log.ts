import type { DrillEvent, RunEvent, Unnumbered } from '../core/events.ts';
import type { Phase } from '../core/phases.ts';
import type { Reading } from './world.ts';

/** The drill's own source of events: what it did to the rig, and when. */
export interface DrillLog {
  fault(
    fault: string,
    action: 'armed' | 'proved' | 'unproved' | 'cleared',
    detail: string,
    met?: number | null,
  ): void;
  process(process: string, action: 'started' | 'killed' | 'paused' | 'resumed'): void;
  phase(phase: Phase): void;
  reading(reading: Reading): void;
  /** All events with their end mark; nothing may be logged after. */
  close(): readonly RunEvent[];
}

export function createDrillLog(now: () => number): DrillLog {
  const events: RunEvent[] = [];
  const push = (event: Unnumbered<DrillEvent>): void => {
    events.push({ ...event, source: 'drill', seq: events.length });
  };
  // One for each payment. Written out, because an object that is put together keeps its later fields
  // apart and takes half as much memory again.
  const pushReading = ({ order, payment, claim, status }: Reading): void => {
    const kind = 'final-reading';
    const source = 'drill';
    const seq = events.length;
    events.push({ kind, t: now(), order, payment, claim, status, source, seq });
  };
  return {
    fault: (fault, action, detail, met = null) => {
      const counted = met === null ? {} : { met };
      push({ kind: 'fault', t: now(), fault, action, detail, ...counted });
    },
    process: (process, action) => push({ kind: 'process', t: now(), process, action }),
    phase: ({ name, startMs, endMs }) =>
      push({ kind: 'phase', t: startMs, phase: name, startMs, endMs }),
    reading: pushReading,
    close: () => {
      const count = events.length;
      events.push({ kind: 'source-end', source: 'drill', seq: count, t: now(), events: count });
      return events;
    },
  };
}
