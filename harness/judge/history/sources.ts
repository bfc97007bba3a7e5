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
  // Half a dozen; events come with another source each time, and a Map would hash it each time.
  readonly #logs: Log[] = [];
  #isShuffled = false;

  /** Whether some source's events did not come in the order of their numbers. */
  get isShuffled(): boolean {
    return this.#isShuffled;
  }

  /** An event other than the end mark. */
  see(source: EventSource, seq: number): void {
    const log = this.#logOf(source);
    if (seq !== log.events) this.#noteGap(log, seq);
    log.last = seq;
    log.events += 1;
  }

  /** An end mark, with the number of events that it says were written. */
  close(source: EventSource, events: number): void {
    const log = this.#logOf(source);
    log.end = Math.max(log.end ?? 0, events);
  }

  hasSeen(source: EventSource): boolean {
    return this.#logs.some((log) => log.source === source);
  }

  /** Of each source that spoke or was expected to. */
  states(expected: readonly EventSource[]): readonly SourceState[] {
    for (const source of expected) this.#logOf(source);
    return this.#logs.map(stateOf);
  }

  #noteGap(log: Log, seq: number): void {
    log.gap ??=
      seq === log.last ? `number ${seq} came twice` : `expected number ${log.events}, got ${seq}`;
    if (seq < log.last && log.source !== 'drill') this.#isShuffled = true;
  }

  #logOf(source: EventSource): Log {
    for (const log of this.#logs) if (log.source === source) return log;
    const log: Log = { source, events: 0, last: -1, gap: null, end: null };
    this.#logs.push(log);
    return log;
  }
}

interface Log {
  readonly source: EventSource;
  events: number;
  /** Number of the event before. */
  last: number;
  gap: string | null;
  end: number | null;
}

function stateOf({ source, events, gap, end }: Log): SourceState {
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

/** Puts each source's events into the order of their numbers: a file sorted by time has them not. */
export function orderBySource(events: readonly RunEvent[]): readonly RunEvent[] {
  const bySource = new Map<EventSource, RunEvent[]>();
  for (const event of events) {
    const own = bySource.get(event.source);
    if (own === undefined) bySource.set(event.source, [event]);
    else own.push(event);
  }
  return [...bySource.values()].flatMap((own) => own.sort((a, b) => a.seq - b.seq));
}
