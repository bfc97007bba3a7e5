import { setImmediate } from 'node:timers/promises';

export interface Gate<Item> {
  /** Tells an item, now if the gate is open, or else when it opens. */
  pass(item: Item): void;
  /**
   * Opens once whoever waits for the caller's promise has gone on, so that a value which that
   * promise gives (the zero of time) is known to whoever is told.
   */
  open(): Promise<void>;
}

/** Keeps items in order until they may be told. */
export function createGate<Item>(tell: (item: Item) => void): Gate<Item> {
  let held: Item[] | null = [];
  return {
    pass: (item) => {
      if (held === null) tell(item);
      else held.push(item);
    },
    open: async () => {
      await setImmediate();
      const waiting = held ?? [];
      held = null;
      for (const item of waiting) tell(item);
    },
  };
}
