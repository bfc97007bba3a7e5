/** What stands in a chain; the links are the chain's own business. */
export abstract class Link<Item> {
  before: Item | null = null;
  after: Item | null = null;
  isLinked = false;
}

/**
 * What is under way, where thousands come and go in a second. A `Set` lays a new table each time its
 * old one is full, and the old one points to it: once one of them is in the old generation, all that
 * stood in it and in those after it outlives the collector's quick rounds, which then copy for tens
 * of milliseconds. What left a chain points to nobody.
 */
export class Chain<Item extends Link<Item>> {
  #first: Item | null = null;
  #last: Item | null = null;

  add(item: Item): void {
    item.isLinked = true;
    item.before = this.#last;
    if (this.#last === null) this.#first = item;
    else this.#last.after = item;
    this.#last = item;
  }

  /** @returns false when it does not stand in the chain any more */
  remove(item: Item): boolean {
    if (!item.isLinked) return false;
    const { before, after } = item;
    if (before === null) this.#first = after;
    else before.after = after;
    if (after === null) this.#last = before;
    else after.before = before;
    item.before = null;
    item.after = null;
    item.isLinked = false;
    return true;
  }

  /** Those that stand in it now, the oldest first. */
  list(): readonly Item[] {
    const items: Item[] = [];
    for (let item = this.#first; item !== null; item = item.after) items.push(item);
    return items;
  }
}
