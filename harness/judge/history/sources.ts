import type { EventSource, RunEvent } from '../../core/events.ts';

/**
 * - `complete`: closed by its end mark, no number missing.
 * - `broken`: something is missing; what it doesn't show is no proof.
 * - `missing`: it said nothing at all.
 */
export type Completeness = 'complete' | 'broken' | 'missing';

export interface SourceState {
  readonly source: EventSource;
  readonly completeness: Completeness;
  /** For people; null when complete. */
  readonly problem: string | null;
}

interface Count {
  events: number;
  gap: string | null;
  end: number | null;
}

/** Looks whether each source numbered its events without a gap and closed its log. */
export function checkSources(
  events: readonly RunEvent[],
  expected: readonly EventSource[],
): readonly SourceState[] {
  const counts = new Map<EventSource, Count>();
  for (const source of expected) counts.set(source, { events: 0, gap: null, end: null });
  for (const event of events) {
    let count = counts.get(event.source);
    if (count === undefined) {
      count = { events: 0, gap: null, end: null };
      counts.set(event.source, count);
    }
    if (event.kind === 'source-end') {
      count.end = Math.max(count.end ?? 0, event.events);
      continue;
    }
    if (event.seq !== count.events) {
      count.gap ??= `expected number ${count.events}, got ${event.seq}`;
    }
    count.events += 1;
  }
  return [...counts].map(([source, count]) => stateOf(source, count));
}

function stateOf(source: EventSource, { events, gap, end }: Count): SourceState {
  if (events === 0 && end === null) {
    return { source, completeness: 'missing', problem: 'it has no events' };
  }
  // The drill is the process that judges: it can't lose its own log, and its final readings are
  // numbered apart from the rest.
  if (source === 'drill') return { source, completeness: 'complete', problem: null };
  if (gap !== null) return { source, completeness: 'broken', problem: gap };
  if (end === null) return { source, completeness: 'broken', problem: 'it has no end mark' };
  if (end > events) {
    const problem = `it wrote ${end} events, ${events} arrived`;
    return { source, completeness: 'broken', problem };
  }
  return { source, completeness: 'complete', problem: null };
}
