/** Counts how often a gateway has seen a reference with an operation; part of every fault draw. */
export class Occurrences {
  readonly #counts: Map<string, number>;

  constructor(counts: Map<string, number> = new Map()) {
    this.#counts = counts;
  }

  /** 0 for the first. */
  next(reference: string, operation: string): number {
    const key = `${operation}|${reference}`;
    const count = this.#counts.get(key) ?? 0;
    this.#counts.set(key, count + 1);
    return count;
  }

  clear(): void {
    this.#counts.clear();
  }
}
