import type { VirtualEvent } from './virtual-event.ts';

/** Below that many, cancelled events are not worth looking for. */
const SWEEP_FROM = 1024;

/**
 * A binary heap ordered by (time, sequence): of two events at one time, the older runs first.
 *
 * Most timeouts are cancelled long before their time (a request has an answer in milliseconds, and
 * five minutes for it), so cancelled events are swept out each time the heap has doubled.
 */
export class EventHeap {
  #events: VirtualEvent[] = [];
  #sweepAt = SWEEP_FROM;

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
    this.#sweepAt = SWEEP_FROM;
  }

  #sweep(): void {
    const live = this.#events.filter(({ run }) => run !== null);
    this.#sweepAt = Math.max(SWEEP_FROM, 2 * live.length);
    // In order, an array is a heap.
    this.#events = live.sort((a, b) => (isBefore(a, b) ? -1 : 1));
  }

  push(event: VirtualEvent): void {
    if (this.#events.length >= this.#sweepAt) this.#sweep();
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
