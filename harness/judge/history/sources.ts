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

/** Watches whether each source numbers its events without a gap and closes its log. */
export class SourceWatch {
  readonly #logs = new Map<EventSource, Log>();
  // Events of one source mostly come together, so the last one is looked at first.
  #source: EventSource | null = null;
  #log: Log = { events: 0, gap: null, end: null };

  see(event: RunEvent, source: EventSource): void {
    const { seq } = event;
    if (source !== this.#source) {
      this.#log = this.#logOf(source);
      this.#source = source;
    }
    const log = this.#log;
    if (event.kind === 'source-end') {
      log.end = Math.max(log.end ?? 0, event.events);
      return;
    }
    if (seq !== log.events) log.gap ??= `expected number ${log.events}, got ${seq}`;
    log.events += 1;
  }

  /** Of each source that spoke or was expected to. */
  states(expected: readonly EventSource[]): readonly SourceState[] {
    for (const source of expected) this.#logOf(source);
    return [...this.#logs].map(([source, log]) => stateOf(source, log));
  }

  #logOf(source: EventSource): Log {
    let log = this.#logs.get(source);
    if (log === undefined) {
      log = { events: 0, gap: null, end: null };
      this.#logs.set(source, log);
    }
    return log;
  }
}

interface Log {
  events: number;
  gap: string | null;
  end: number | null;
}

function stateOf(source: EventSource, { events, gap, end }: Log): SourceState {
  if (events === 0 && end === null) {
    return { source, completeness: 'missing', problem: 'it has no events' };
  }
  // The drill is the process that judges: it can't lose its own log, and its final readings are
  // numbered apart from the rest.
  if (source === 'drill') return { source, completeness: 'complete', problem: null };
  const problem = problemOf(events, gap, end);
  return { source, completeness: problem === null ? 'complete' : 'broken', problem };
}

function problemOf(events: number, gap: string | null, end: number | null): string | null {
  if (gap !== null) return gap;
  if (end === null) return 'it has no end mark';
  return end > events ? `it wrote ${end} events, ${events} arrived` : null;
}
