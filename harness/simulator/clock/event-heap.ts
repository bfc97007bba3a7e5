import type { VirtualEvent } from './virtual-event.ts';

/** A binary heap ordered by (time, sequence): of two events at one time, the older runs first. */
export class EventHeap {
  readonly #events: VirtualEvent[] = [];

  get size(): number {
    return this.#events.length;
  }

  peek(): VirtualEvent | undefined {
    return this.#events[0];
  }

  /** In no order; for reports. */
  all(): readonly VirtualEvent[] {
    return this.#events;
  }

  clear(): void {
    this.#events.length = 0;
  }

  push(event: VirtualEvent): void {
    const events = this.#events;
    let index = events.length;
    events.push(event);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = events[parentIndex];
      if (parent === undefined || !isBefore(event, parent)) break;
      events[index] = parent;
      index = parentIndex;
    }
    events[index] = event;
  }

  pop(): VirtualEvent | undefined {
    const events = this.#events;
    const top = events[0];
    const last = events.pop();
    if (top === undefined || last === undefined || last === top) return top;
    let index = 0;
    for (;;) {
      let childIndex = 2 * index + 1;
      let child = events[childIndex];
      if (child === undefined) break;
      const right = events[childIndex + 1];
      if (right !== undefined && isBefore(right, child)) {
        child = right;
        childIndex += 1;
      }
      if (!isBefore(child, last)) break;
      events[index] = child;
      index = childIndex;
    }
    events[index] = last;
    return top;
  }
}

const isBefore = (a: VirtualEvent, b: VirtualEvent): boolean =>
  a.timeUs < b.timeUs || (a.timeUs === b.timeUs && a.seq < b.seq);
