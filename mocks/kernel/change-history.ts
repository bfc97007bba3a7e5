import type { Clock } from './clock.ts';

// Reads an order as it was before its last change. While changes are remembered, every record that
// a handler of a change lays hands on is copied first; to read the past, the copies are put in place
// for the one synchronous step of the reading handler. Records are plain data and handlers are
// synchronous, by the rules of dialects, so this works for all of them and none knows of it.

type Store = Map<string, unknown>;
/** A store as it is when nobody watches. */
type Plain = Pick<Store, 'get' | 'has' | 'set' | 'delete'>;

/** What a record was before a change; undefined when it was not there. */
interface Before {
  readonly store: Plain;
  readonly key: string;
  readonly value: unknown;
  readonly wasThere: boolean;
}

interface Change {
  readonly atMs: number;
  readonly before: readonly Before[];
}

export class ChangeHistory {
  readonly #stores: () => Iterable<Store>;
  readonly #clock: Pick<Clock, 'now'>;
  /** The last change of each order. */
  readonly #changes = new Map<string, Change>();
  #watched: readonly Store[] = [];
  #recording: { readonly seen: Map<Plain, Set<string>>; readonly before: Before[] } | null = null;

  constructor(stores: () => Iterable<Store>, clock: Pick<Clock, 'now'>) {
    this.#stores = stores;
    this.#clock = clock;
  }

  get isOn(): boolean {
    return this.#watched.length > 0;
  }

  // The stores are watched only meanwhile: an own method hides the one of Map, and goes again.
  start(): void {
    if (this.isOn) return;
    this.#watched = [...this.#stores()];
    for (const store of this.#watched) this.#watch(store);
  }

  stop(): void {
    for (const store of this.#watched) {
      for (const name of WATCHED) Reflect.deleteProperty(store, name);
    }
    this.#watched = [];
    this.#changes.clear();
  }

  clear(): void {
    this.#changes.clear();
  }

  /**
   * Carries out what may change an order.
   *
   * @param orderOf asked afterwards
   */
  remember<Result>(carryOut: () => Result, orderOf: () => string | null): Result {
    const recording = { seen: new Map<Plain, Set<string>>(), before: [] as Before[] };
    this.#recording = recording;
    try {
      return carryOut();
    } finally {
      this.#recording = null;
      const order = orderOf();
      if (order !== null) {
        this.#changes.set(order, { atMs: this.#clock.now(), before: recording.before });
      }
    }
  }

  wasChangedWithin(order: string | null, ms: number): boolean {
    const change = order === null ? undefined : this.#changes.get(order);
    return change !== undefined && this.#clock.now() - change.atMs <= ms;
  }

  /** Carries out what reads an order, as if its last change had not been. */
  asBefore<Result>(order: string | null, carryOut: () => Result): Result {
    const change = order === null ? undefined : this.#changes.get(order);
    if (change === undefined) return carryOut();
    const now = change.before.map((before) => currentOf(before));
    for (const before of change.before) put(before);
    try {
      return carryOut();
    } finally {
      for (const current of now) put(current);
    }
  }

  #watch(store: Store): void {
    // Whatever kind of map it is: these are its own class's, which the watching ones hide.
    const plain: Plain = {
      get: store.get.bind(store),
      has: store.has.bind(store),
      set: store.set.bind(store),
      delete: store.delete.bind(store),
    };
    const { values, entries, keys, forEach } = store;
    const sawAll = (): void => {
      if (this.#recording === null) return;
      for (const key of keys.call(store)) this.#save(plain, key);
    };
    const watching: Partial<Store> = {
      get: (key) => {
        this.#save(plain, key);
        return plain.get(key);
      },
      set: (key, value) => {
        this.#save(plain, key);
        plain.set(key, value);
        return store;
      },
      delete: (key) => {
        this.#save(plain, key);
        return plain.delete(key);
      },
      values: () => {
        sawAll();
        return values.call(store);
      },
      entries: () => {
        sawAll();
        return entries.call(store);
      },
      [Symbol.iterator]: () => {
        sawAll();
        return entries.call(store);
      },
      forEach: (callback) => {
        sawAll();
        forEach.call(store, callback);
      },
    };
    Object.assign(store, watching);
  }

  #save(store: Plain, key: string): void {
    const recording = this.#recording;
    if (recording === null) return;
    let seen = recording.seen.get(store);
    if (seen === undefined) recording.seen.set(store, (seen = new Set()));
    if (seen.has(key)) return;
    seen.add(key);
    const current = currentOf({ store, key });
    recording.before.push({ ...current, value: structuredClone(current.value) });
  }
}

const WATCHED: readonly (string | symbol)[] = [
  'get',
  'set',
  'delete',
  'values',
  'entries',
  'forEach',
  Symbol.iterator,
];

function currentOf({ store, key }: Pick<Before, 'store' | 'key'>): Before {
  return { store, key, value: store.get(key), wasThere: store.has(key) };
}

function put({ store, key, value, wasThere }: Before): void {
  if (wasThere) store.set(key, value);
  else store.delete(key);
}
