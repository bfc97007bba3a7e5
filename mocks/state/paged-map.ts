import { deserialize, serialize } from 'node:v8';

// A Map whose oldest records lie in a file. To its user it is a Map: same order, and a record that is
// read, changed in place and read again has its change. Three kinds of records:
//
//   hot     in memory, the newest; some are also in the file, as of the last save
//   cold    in the file alone
//   thawed  cold ones that were read since the last save: held, so that changes to them are kept
//
// What may have changed since the last save is known by key: whoever gets an object may change it.
// Records move between the kinds in `save` alone, which runs between requests, so that no handler
// ever holds one that is no longer the map's.

/** The rows of one map in the file. */
export interface MapRows {
  count(): number;
  has(key: string): boolean;
  read(key: string): Uint8Array | undefined;
  /** In order of insertion, those after the given number. */
  after(number: number, limit: number): readonly MapRow[];
  /** A key that is there already keeps its place. */
  write(key: string, value: Uint8Array): void;
  remove(key: string): void;
  clear(): void;
}

export interface MapRow {
  readonly number: number;
  readonly key: string;
  readonly value: Uint8Array;
}

export interface PagedMapSettings<Value> {
  rows(): MapRows;
  /** Records held in memory; some more than these ask for a save. */
  readonly inMemory: number;
  /** Somebody holds it by reference: neither written nor let go. */
  isInUse(value: Value): boolean;
  onFull(): void;
}

const PAGE = 64;
/**
 * How many more than wanted are held before they are written in one go. A payment has a dozen
 * records, and requests wait meanwhile: more at once would cost little less and be felt.
 */
const BATCH = 32;

/** `all` makes the file whole; `overflow` writes what leaves memory, and nothing else. */
export type SaveExtent = 'all' | 'overflow';

export class PagedMap<Value> extends Map<string, Value> {
  readonly #settings: PagedMapSettings<Value>;
  readonly #thawed = new Map<string, Value>();
  /** Hot keys whose row is missing or may be stale. */
  readonly #touched = new Set<string>();
  /** Keys whose row must go before anything else is written. */
  readonly #removed = new Set<string>();
  #cold = 0;
  #hasRows = false;
  #isCleared = false;

  constructor(settings: PagedMapSettings<Value>) {
    super();
    this.#settings = settings;
  }

  override get size(): number {
    return super.size + this.#cold;
  }

  get isCleared(): boolean {
    return this.#isCleared;
  }

  get isChanged(): boolean {
    const changes = this.#touched.size + this.#removed.size + this.#thawed.size;
    return this.#isCleared || changes > 0;
  }

  override has(key: string): boolean {
    return super.has(key) || this.#thawed.has(key) || this.#isCold(key);
  }

  override get(key: string): Value | undefined {
    const hot = super.get(key);
    if (hot !== undefined) {
      if (typeof hot === 'object') this.#touched.add(key);
      return hot;
    }
    if (this.#cold === 0) return undefined;
    return this.#thawed.get(key) ?? this.#thaw(key);
  }

  override set(key: string, value: Value): this {
    if (this.#cold > 0 && !super.has(key) && (this.#thawed.has(key) || this.#isCold(key))) {
      this.#thawed.set(key, value);
      return this;
    }
    super.set(key, value);
    this.#touched.add(key);
    this.#askWhenFull();
    return this;
  }

  override delete(key: string): boolean {
    if (super.delete(key)) {
      this.#touched.delete(key);
      if (this.#hasRows) this.#removed.add(key);
      this.#askWhenFull();
      return true;
    }
    if (!this.#thawed.has(key) && !this.#isCold(key)) return false;
    this.#thawed.delete(key);
    this.#removed.add(key);
    this.#cold -= 1;
    return true;
  }

  override clear(): void {
    super.clear();
    this.#thawed.clear();
    this.#touched.clear();
    this.#removed.clear();
    this.#isCleared = true;
    this.#cold = 0;
  }

  /** Changes to a cold record that is met here are kept when made before the next one is asked for. */
  override *entries(): Generator<[string, Value], undefined> {
    yield* this.#coldEntries();
    for (const entry of super.entries()) {
      if (typeof entry[1] === 'object') this.#touched.add(entry[0]);
      yield entry;
    }
    return undefined;
  }

  override *keys(): Generator<string, undefined> {
    for (const { key } of this.#coldRows()) yield key;
    yield* super.keys();
    return undefined;
  }

  override *values(): Generator<Value, undefined> {
    for (const [, value] of this.entries()) yield value;
    return undefined;
  }

  override [Symbol.iterator](): Generator<[string, Value], undefined> {
    return this.entries();
  }

  override forEach(visit: (value: Value, key: string, map: Map<string, Value>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }

  /** Writes what may have changed. The caller wraps it in a transaction. */
  save(extent: SaveExtent): void {
    if (!this.isChanged) return;
    const rows = this.#settings.rows();
    if (this.#isCleared) rows.clear();
    for (const key of this.#removed) rows.remove(key);
    for (const [key, value] of this.#thawed) rows.write(key, serialize(value));
    for (const key of extent === 'all' ? this.#touched : this.#leaving()) {
      if (!this.#touched.has(key)) continue;
      const value = super.get(key);
      if (value !== undefined && !this.#settings.isInUse(value)) rows.write(key, serialize(value));
    }
  }

  /** What was saved is safe: lets go of thawed records and of the oldest hot ones. */
  settle(extent: SaveExtent): void {
    this.#isCleared = false;
    this.#hasRows = true;
    this.#removed.clear();
    this.#thawed.clear();
    for (const key of this.#leaving()) {
      super.delete(key);
      this.#touched.delete(key);
      this.#cold += 1;
    }
    if (extent === 'overflow') return;
    for (const key of this.#touched) {
      const value = super.get(key);
      if (value === undefined || !this.#settings.isInUse(value)) this.#touched.delete(key);
    }
  }

  /** Takes up rows that lie in the file already; all of them are cold. */
  reload(): void {
    this.clear();
    this.#isCleared = false;
    this.#hasRows = true;
    this.#cold = this.#settings.rows().count();
  }

  /** The oldest hot ones beyond what memory should hold. */
  #leaving(): readonly string[] {
    const keys: string[] = [];
    const tooMany = super.size - this.#settings.inMemory;
    if (tooMany <= 0) return keys;
    for (const [key, value] of super.entries()) {
      if (keys.length === tooMany) break;
      if (!this.#settings.isInUse(value)) keys.push(key);
    }
    return keys;
  }

  #isCold(key: string): boolean {
    if (this.#cold === 0 || this.#removed.has(key) || super.has(key)) return false;
    return this.#settings.rows().has(key);
  }

  #thaw(key: string): Value | undefined {
    if (this.#removed.has(key)) return undefined;
    const row = this.#settings.rows().read(key);
    if (row === undefined) return undefined;
    const value = deserialize(row) as Value;
    this.#thawed.set(key, value);
    this.#askWhenFull();
    return value;
  }

  *#coldRows(): Generator<MapRow, undefined> {
    let left = this.#cold;
    let last = -1;
    while (left > 0 && this.#cold > 0) {
      const page = this.#settings.rows().after(last, PAGE);
      if (page.length === 0) return undefined;
      for (const row of page) {
        last = row.number;
        // One may have been removed, or the map cleared, while this is read.
        if (super.has(row.key) || this.#removed.has(row.key) || this.#cold === 0) continue;
        left -= 1;
        yield row;
      }
    }
    return undefined;
  }

  *#coldEntries(): Generator<[string, Value], undefined> {
    for (const { key, value: row } of this.#coldRows()) {
      const held = this.#thawed.get(key);
      if (held !== undefined) {
        yield [key, held];
        continue;
      }
      const value = deserialize(row) as Value;
      const before = serialize(value);
      // Whoever gets it by its key meanwhile gets this one.
      this.#thawed.set(key, value);
      yield [key, value];
      const isSame = this.#thawed.get(key) === value && before.equals(serialize(value));
      if (isSame) this.#thawed.delete(key);
    }
    return undefined;
  }

  #askWhenFull(): void {
    const { inMemory, onFull } = this.#settings;
    const overflow = Math.max(
      super.size - inMemory,
      this.#removed.size - inMemory,
      this.#thawed.size - inMemory,
    );
    if (overflow > BATCH) onFull();
  }
}
