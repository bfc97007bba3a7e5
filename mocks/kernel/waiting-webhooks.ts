import type { Clock } from './clock.ts';

interface Held {
  readonly end: AbortController;
  readonly start: () => void;
}

/** Webhooks that a fault holds back before their first try: for a time, or until overtaken. */
export class WaitingWebhooks {
  readonly #clock: Clock;
  readonly #held = new Set<Held>();
  /** By what has to overtake them: the order that they are about. */
  readonly #byGroup = new Map<string, Held>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  hold(ms: number, start: () => void): void {
    this.#hold(ms, start);
  }

  /** @param start called when another of the group was tried, or the time is over */
  holdUntilOvertaken(group: string, withinMs: number, start: () => void): void {
    const held = this.#hold(withinMs, () => {
      this.#byGroup.delete(group);
      start();
    });
    this.#byGroup.set(group, held);
  }

  isHolding(group: string): boolean {
    return this.#byGroup.has(group);
  }

  /** A later one of this group was tried. */
  release(group: string): void {
    if (this.#byGroup.size === 0) return;
    const held = this.#byGroup.get(group);
    if (held !== undefined) this.#end(held, true);
  }

  releaseAll(): void {
    for (const held of this.#held) this.#end(held, true);
  }

  /** Forgets them. */
  clear(): void {
    for (const held of this.#held) this.#end(held, false);
    this.#byGroup.clear();
  }

  #hold(ms: number, start: () => void): Held {
    const held: Held = { end: new AbortController(), start };
    this.#held.add(held);
    this.#clock.sleep(ms, held.end.signal).then(
      () => this.#end(held, true),
      () => undefined,
    );
    return held;
  }

  /** Once: it may be released just as its time is over. */
  #end(held: Held, isStarted: boolean): void {
    if (!this.#held.delete(held)) return;
    held.end.abort();
    if (isStarted) held.start();
  }
}
