import type { GatewayEvent, GatewaySource, Unnumbered } from '../../harness/core/events.ts';

/** A gateway's events in order; the only place that numbers them. */
export class EventLog {
  readonly events: GatewayEvent[] = [];
  readonly #source: GatewaySource;
  readonly #listeners = new Set<(event: GatewayEvent) => void>();

  constructor(source: GatewaySource) {
    this.#source = source;
  }

  append<Event extends GatewayEvent>(event: Unnumbered<Event>): Event {
    // The spread gives back what Unnumbered took away; the compiler can't see that.
    const numbered = {
      ...event,
      source: this.#source,
      seq: this.events.length,
    } as unknown as Event;
    this.events.push(numbered);
    for (const listener of this.#listeners) listener(numbered);
    return numbered;
  }

  listen(listener: (event: GatewayEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  clear(): void {
    this.events.length = 0;
  }
}
