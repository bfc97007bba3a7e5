import type { GatewayEvent, GatewaySource } from '../../harness/core/events.ts';

/** A gateway's events in order; the only place that numbers them. */
export class EventLog {
  /** Those that are held in memory: all, unless older ones were let go. */
  readonly events: GatewayEvent[] = [];
  readonly #source: GatewaySource;
  readonly #listeners = new Set<(event: GatewayEvent) => void>();
  #next = 0;

  constructor(source: GatewaySource) {
    this.#source = source;
  }

  /** Events so far, those that were let go included; also the number of the next one. */
  get count(): number {
    return this.#next;
  }

  /** @param make writes the event with its number: copying it to add that costs as much again */
  append<Event extends GatewayEvent>(make: (source: GatewaySource, seq: number) => Event): Event {
    const numbered = make(this.#source, this.#next);
    this.#next += 1;
    this.events.push(numbered);
    for (const listener of this.#listeners) listener(numbered);
    return numbered;
  }

  listen(listener: (event: GatewayEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Lets go of the oldest until `kept` are left. */
  trim(kept: number): void {
    if (this.events.length > kept) this.events.splice(0, this.events.length - kept);
  }

  /** Goes on where an earlier log ended. */
  resume(events: readonly GatewayEvent[], count: number): void {
    this.events.length = 0;
    for (const event of events) this.events.push(event);
    this.#next = count;
  }

  clear(): void {
    this.events.length = 0;
    this.#next = 0;
  }
}
