import { chmodSync, renameSync, rmSync } from 'node:fs';
import type { GatewayEvent, LedgerEntry } from '../../harness/core/events.ts';
import type { Seed } from '../../harness/core/ids.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { MovableClock } from '../kernel/clock.ts';
import type { LedgerFilter } from '../kernel/find-events.ts';
import type { Gateway, Remembered } from '../kernel/gateway.ts';
import type { Shelf } from '../kernel/shelf.ts';
import { stateError } from './errors.ts';
import { PagedMap, type MapRows, type SaveExtent } from './paged-map.ts';
import { checkState, checkWhole, openReadOnly, StateFile, unusable } from './state-file.ts';

// Keeps the state of the gateways of a process in a file: what memory should not hold, and, where
// the file has a name, what a later process goes on from.

export interface StateLimits {
  /** Records of each kind (payments, keys, balances ...) that are held in memory. */
  readonly recordsInMemory: number;
  /** Requests, movements and deliveries of each gateway that are held in memory. */
  readonly eventsInMemory: number;
}

export interface StateSettings {
  /** Null: a file without a name, made when memory is full, gone at the end. */
  readonly path: string | null;
  readonly limits: StateLimits;
  /** A save that nobody asked for failed; the next one tries again. */
  onError(error: unknown): void;
}

/** What a file says before any gateway is made from it. */
export interface KeptBefore {
  readonly seed: Seed;
  readonly clockOffsetMs: number;
  readonly keys: Readonly<Record<string, string>>;
}

interface Managed {
  readonly gateways: readonly Gateway[];
  readonly clock: MovableClock;
  readonly keys: KeyRing;
  readonly seed: Seed;
}

export class StateKeeper implements Disposable {
  readonly #settings: StateSettings;
  readonly #maps = new Map<string, Map<string, PagedMap<unknown>>>();
  readonly #rows = new WeakMap<PagedMap<unknown>, MapRows>();
  /** By gateway: events below this number are in the file, as far as it keeps them. */
  readonly #saved = new Map<string, number>();
  #managed: Managed = { gateways: [], clock: NO_CLOCK, keys: NO_KEYS, seed: 0 as Seed };
  #file: StateFile | null = null;
  #lastMeta = '';
  #isAsked = false;
  #isClosed = false;

  constructor(settings: StateSettings) {
    this.#settings = settings;
    if (settings.path !== null) this.#file = new StateFile(settings.path);
  }

  /** Null for a new file. Throws STATE_DAMAGED. */
  before(): KeptBefore | null {
    return this.#reading((file) => (file.readMeta('process') as KeptBefore | undefined) ?? null);
  }

  /** The shelf of a gateway that is about to be made. */
  shelfFor(gateway: string): Shelf {
    const maps = new Map<string, PagedMap<unknown>>();
    this.#maps.set(gateway, maps);
    return {
      open: <Value>(name: string, isInUse: (value: Value) => boolean = () => false) => {
        const map: PagedMap<Value> = new PagedMap<Value>({
          rows: () => this.#rowsOf(gateway, name, map),
          inMemory: this.#settings.limits.recordsInMemory,
          isInUse,
          onFull: () => this.#askForSave(),
        });
        maps.set(name, map);
        return map;
      },
      findLedger: (filter, beforeSeq) => this.#findLedger(gateway, filter, beforeSeq),
    };
  }

  /**
   * Takes the gateways in its care; those that the file knows go on where they ended.
   *
   * @throws STATE_DAMAGED
   */
  manage(managed: Managed): void {
    this.#reading((file) => {
      for (const gateway of managed.gateways) this.#resume(file, gateway);
    });
    // Not before: nothing of what came of a damaged file may be saved over it.
    this.#managed = managed;
  }

  /** Null without a file. */
  #reading<Result>(read: (file: StateFile) => Result): Result | null {
    if (this.#file === null) return null;
    try {
      return read(this.#file);
    } catch (cause) {
      // What SQLite says is about the file; all else is about us.
      const isOfFile = cause instanceof Error && 'errcode' in cause;
      throw isOfFile ? unusable(this.#settings.path ?? '', cause) : cause;
    }
  }

  /** Saves when something changed that is to be kept, or when memory is full. */
  saveWhenDue(): void {
    const isKept = this.#settings.path !== null;
    if (isKept ? !this.#isChanged() : !this.#isFull()) return;
    try {
      this.#save(isKept ? 'all' : 'overflow');
    } catch (error) {
      this.#settings.onError(error);
    }
  }

  /** Writes all that changed since the last save, in one transaction. Throws STATE_UNUSABLE. */
  save(): void {
    this.#save('all');
  }

  #save(extent: SaveExtent): void {
    this.#isAsked = false;
    const file = this.#open();
    const { gateways, clock, keys, seed } = this.#managed;
    const meta = this.#describe();
    const isWhole = extent === 'all';
    try {
      file.inTransaction(() => {
        for (const gateway of gateways) this.#saveGateway(file, gateway, extent);
        if (!isWhole || meta === this.#lastMeta) return;
        const before: KeptBefore = { seed, clockOffsetMs: clock.advancedMs, keys: keys.pems() };
        file.writeMeta('process', before);
        for (const gateway of gateways) {
          file.writeMeta(`gateway:${gateway.name}`, gateway.remembered());
        }
      });
    } catch (cause) {
      throw unusable(this.#settings.path ?? 'the overflow of the gateways', cause);
    }
    if (isWhole) this.#lastMeta = meta;
    for (const gateway of gateways) {
      this.#saved.set(gateway.name, gateway.eventCount());
      for (const map of this.#mapsOf(gateway.name)) map.settle(extent);
      gateway.letGoOfEvents(this.#settings.limits.eventsInMemory);
    }
  }

  /** Saves to a file of its own, whole or not at all. Throws STATE_UNUSABLE. */
  saveTo(path: string): void {
    this.save();
    const draft = `${path}.${process.pid}.draft`;
    try {
      rmSync(draft, { force: true });
      this.#open().endTransaction();
      this.#open().database.prepare('VACUUM INTO ?').run(draft);
      chmodSync(draft, 0o600);
      renameSync(draft, path);
    } catch (cause) {
      discard(draft);
      throw unusable(path, cause);
    }
  }

  /**
   * Puts the gateways where they were when that file was saved. Faults are those
   * that were armed then, and the clock goes forward where the file is ahead, never back.
   *
   * @throws STATE_UNUSABLE, STATE_DAMAGED, STATE_NOT_OURS, STATE_OTHER_VERSION or STATE_OTHER_SEED
   */
  loadFrom(path: string): void {
    const { gateways, clock, seed } = this.#managed;
    const before = readBefore(path);
    if (before !== null && before.seed !== seed) {
      throw stateError('STATE_OTHER_SEED', { path, got: before.seed, seed });
    }
    // Before anything is forgotten for it.
    checkWhole(path);
    const file = this.#open();
    for (const gateway of gateways) gateway.reset();
    file.endTransaction();
    file.database.prepare('ATTACH ? AS snapshot').run(path);
    try {
      file.inTransaction(() => {
        for (const { name } of gateways) copyGateway(file, name);
      });
    } catch (cause) {
      throw unusable(path, cause);
    } finally {
      file.endTransaction();
      file.database.exec('DETACH snapshot');
    }
    for (const gateway of gateways) {
      this.#resume(file, gateway);
      gateway.resumeWebhooks();
    }
    // Also by nothing: what waits on the clock looks again at what there is now.
    clock.advance(Math.max(0, (before?.clockOffsetMs ?? 0) - clock.advancedMs));
  }

  /** Saves what is to be kept; the gateways have to be closed by then. */
  [Symbol.dispose](): void {
    this.#isClosed = true;
    if (this.#managed.gateways.length > 0 && this.#settings.path !== null) this.saveWhenDue();
    this.#file?.[Symbol.dispose]();
    this.#file = null;
  }

  #resume(file: StateFile, gateway: Gateway): void {
    for (const map of this.#mapsOf(gateway.name)) map.reload();
    const remembered = file.readMeta(`gateway:${gateway.name}`) as Remembered | undefined;
    this.#saved.set(gateway.name, remembered?.events ?? 0);
    if (remembered === undefined) return;
    const { eventsInMemory } = this.#settings.limits;
    gateway.resume(remembered, readTail(file, gateway.name, eventsInMemory));
  }

  #saveGateway(file: StateFile, gateway: Gateway, extent: SaveExtent): void {
    const maps = this.#mapsOf(gateway.name);
    // A gateway that was reset numbers its events from 0 again.
    if (maps.some((map) => map.isCleared)) {
      file.prepare('DELETE FROM ledger WHERE gateway = ?').run(gateway.name);
      file.prepare('DELETE FROM journal WHERE gateway = ?').run(gateway.name);
      this.#saved.set(gateway.name, 0);
    }
    for (const map of maps) map.save(extent);
    saveLedger(file, gateway, this.#saved.get(gateway.name) ?? 0);
    if (extent === 'all') saveJournal(file, gateway, this.#settings.limits.eventsInMemory);
  }

  #findLedger(gateway: string, filter: LedgerFilter, beforeSeq: number): readonly LedgerEntry[] {
    const isReset = this.#mapsOf(gateway).some((map) => map.isCleared);
    if (this.#file === null || isReset || beforeSeq === 0) return [];
    const wanted: [column: string, value: string | number][] = [
      ['gateway = ?', gateway],
      ['seq < ?', beforeSeq],
    ];
    if (filter.order !== undefined) wanted.push(['order_id = ?', filter.order]);
    if (filter.object !== undefined) wanted.push(['object = ?', filter.object]);
    if (filter.movement !== undefined) wanted.push(['movement = ?', filter.movement]);
    if (filter.sinceMs !== undefined) wanted.push(['t >= ?', filter.sinceMs]);
    const where = wanted.map(([column]) => column).join(' AND ');
    const limit = Number.isFinite(filter.limit) ? filter.limit : -1;
    return this.#file
      .prepare(`SELECT entry FROM ledger WHERE ${where} ORDER BY seq DESC LIMIT ?`)
      .all(...wanted.map(([, value]) => value), limit)
      .map((row) => JSON.parse(String(row['entry'])) as LedgerEntry);
  }

  #isChanged(): boolean {
    return this.#describe() !== this.#lastMeta || this.#allMaps().some((map) => map.isChanged);
  }

  #isFull(): boolean {
    const { eventsInMemory } = this.#settings.limits;
    return (
      this.#isAsked ||
      this.#managed.gateways.some(({ events }) => events.length > 2 * eventsInMemory)
    );
  }

  /** Changes whenever there is something new to keep that is no record. */
  #describe(): string {
    const { gateways, clock } = this.#managed;
    return JSON.stringify([
      clock.advancedMs,
      gateways.map((gateway) => [gateway.name, gateway.remembered()]),
    ]);
  }

  #askForSave(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    // Not now: a handler may hold records.
    setImmediate(() => {
      if (this.#isAsked && !this.#isClosed) this.saveWhenDue();
    });
  }

  #rowsOf(gateway: string, name: string, map: PagedMap<unknown>): MapRows {
    let rows = this.#rows.get(map);
    if (rows === undefined) {
      rows = this.#open().rowsOf(gateway, name);
      this.#rows.set(map, rows);
    }
    return rows;
  }

  #open(): StateFile {
    return (this.#file ??= new StateFile(this.#settings.path));
  }

  #mapsOf(gateway: string): readonly PagedMap<unknown>[] {
    return [...(this.#maps.get(gateway)?.values() ?? [])];
  }

  #allMaps(): readonly PagedMap<unknown>[] {
    return [...this.#maps.keys()].flatMap((gateway) => this.#mapsOf(gateway));
  }
}

const NO_CLOCK: MovableClock = {
  now: () => 0,
  sleep: () => Promise.resolve(),
  advance: () => undefined,
  advancedMs: 0,
  onAdvanced: () => undefined,
};

const NO_KEYS: KeyRing = {
  rsa: () => {
    throw new Error('no gateways are managed yet');
  },
  pems: () => ({}),
};

function discard(draft: string): void {
  try {
    rmSync(draft, { force: true });
  } catch {
    // Where it could not be written it can not be removed either.
  }
}

/** Movements since the last save. */
function saveLedger(file: StateFile, gateway: Gateway, saved: number): void {
  const insert = file.prepare('INSERT OR REPLACE INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?)');
  for (const event of since(gateway.events, saved)) {
    if (event.kind !== 'ledger') continue;
    const { seq, t, order, object, movement } = event;
    insert.run(gateway.name, seq, t, order, object, movement, JSON.stringify(event));
  }
}

/** The newest of what memory holds, in place of what the file held of it. */
function saveJournal(file: StateFile, gateway: Gateway, kept: number): void {
  const { name } = gateway;
  const oldest = gateway.eventCount() - kept;
  file.prepare('DELETE FROM journal WHERE gateway = ? AND seq < ?').run(name, oldest);
  const last = file.prepare('SELECT max(seq) AS last FROM journal WHERE gateway = ?').get(name);
  const saved = Number(last?.['last'] ?? -1) + 1;
  const insert = file.prepare('INSERT OR REPLACE INTO journal VALUES (?, ?, ?)');
  for (const event of since(gateway.events, Math.max(saved, oldest))) {
    if (event.kind !== 'ledger') insert.run(name, event.seq, JSON.stringify(event));
  }
}

/** Those with at least that number; the newest come last. */
function since(events: readonly GatewayEvent[], seq: number): readonly GatewayEvent[] {
  const first = events.findLastIndex((event) => event.seq < seq) + 1;
  return events.slice(first);
}

function readBefore(path: string): KeptBefore | null {
  checkState(path);
  try {
    using opened = openReadOnly(path);
    const row = opened.database.prepare("SELECT value FROM meta WHERE name = 'process'").get();
    return row === undefined ? null : (JSON.parse(String(row['value'])) as KeptBefore);
  } catch (cause) {
    throw unusable(path, cause);
  }
}

/** The newest events, of which some are ledger entries. */
function readTail(file: StateFile, gateway: string, limit: number): readonly GatewayEvent[] {
  const rows = file
    .prepare(
      'SELECT seq, event FROM (SELECT seq, event FROM journal WHERE gateway = ?1 ' +
        'UNION ALL SELECT seq, entry FROM ledger WHERE gateway = ?1) ORDER BY seq DESC LIMIT ?2',
    )
    .all(gateway, limit);
  return rows.reverse().map((row) => JSON.parse(String(row['event'])) as GatewayEvent);
}

/** From the attached snapshot, in place of what the file holds of that gateway. */
function copyGateway(file: StateFile, gateway: string): void {
  const run = (sql: string): void => void file.prepare(sql).run(gateway);
  run('DELETE FROM main.record WHERE map IN (SELECT id FROM main.map WHERE gateway = ?)');
  run('DELETE FROM main.ledger WHERE gateway = ?');
  run('DELETE FROM main.journal WHERE gateway = ?');
  file.prepare('DELETE FROM main.meta WHERE name = ?').run(`gateway:${gateway}`);
  run(
    'INSERT OR IGNORE INTO main.map(gateway, name) ' +
      'SELECT gateway, name FROM snapshot.map WHERE gateway = ?',
  );
  run(
    'INSERT INTO main.record(map, key, value) SELECT own.id, theirs.key, theirs.value ' +
      'FROM snapshot.record AS theirs JOIN snapshot.map AS named ON named.id = theirs.map ' +
      'JOIN main.map AS own ON own.gateway = named.gateway AND own.name = named.name ' +
      'WHERE named.gateway = ? ORDER BY theirs.number',
  );
  run('INSERT INTO main.ledger SELECT * FROM snapshot.ledger WHERE gateway = ?');
  run('INSERT INTO main.journal SELECT * FROM snapshot.journal WHERE gateway = ?');
  file
    .prepare('INSERT INTO main.meta SELECT * FROM snapshot.meta WHERE name = ?')
    .run(`gateway:${gateway}`);
}
