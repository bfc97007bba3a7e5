import { closeSync, openSync, statSync, type Stats } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { stateError } from './errors.ts';
import type { MapRow, MapRows } from './paged-map.ts';

// The state of gateways as one SQLite file. Each save is one transaction: whoever opens the file
// after a crash finds the save before it, whole.

/** "pdgs", as SQLite's application id: tells our files from other databases. */
const APPLICATION_ID = 0x70646773;
/** Goes up with every change of the tables or of what the rows mean. */
export const STATE_FORMAT = 2;

/**
 * Keys are random, so a new record may touch any page of the index: with SQLite's own 2 MiB nearly
 * each one reads a page and writes another.
 */
const OVERFLOW_CACHE_KIB = 32 * 1024;

const TABLES = `
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE map(id INTEGER PRIMARY KEY, gateway TEXT NOT NULL, name TEXT NOT NULL, UNIQUE(gateway, name));
CREATE TABLE record(number INTEGER PRIMARY KEY, map INTEGER NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL);
CREATE UNIQUE INDEX record_by_key ON record(map, key);
CREATE INDEX record_in_order ON record(map);
CREATE TABLE ledger(gateway TEXT, seq INTEGER, t REAL, order_id TEXT, object TEXT, movement TEXT,
  entry TEXT NOT NULL, PRIMARY KEY(gateway, seq)) WITHOUT ROWID;
CREATE INDEX ledger_by_order ON ledger(gateway, order_id);
CREATE TABLE journal(gateway TEXT, seq INTEGER, event TEXT NOT NULL, PRIMARY KEY(gateway, seq)) WITHOUT ROWID;
`;

export class StateFile implements Disposable {
  readonly database: DatabaseSync;
  readonly #isKept: boolean;
  readonly #statements = new Map<string, StatementSync>();

  /** @param path null: a file without a name that is gone when it is closed. Throws STATE_... */
  constructor(path: string | null) {
    this.#isKept = path !== null;
    this.database = path === null ? new DatabaseSync('') : openNamed(path);
    if (path === null) {
      this.database.exec('PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF');
      this.database.exec(`PRAGMA cache_size=-${OVERFLOW_CACHE_KIB}`);
    }
    if (this.pragma('user_version') === 0) this.#create();
  }

  pragma(name: string): number {
    return Number(Object.values(this.database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
  }

  /** Prepared once. */
  prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** All of it or nothing, where the file is kept. */
  inTransaction(work: () => void): void {
    if (!this.#isKept) {
      this.#overflow(work);
      return;
    }
    this.database.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.database.exec('COMMIT');
    } catch (error) {
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      throw error;
    }
  }

  /** Before what SQLite does in no transaction: to attach, detach or copy the file as a whole. */
  endTransaction(): void {
    if (this.database.isTransaction) this.database.exec('COMMIT');
  }

  readMeta(name: string): unknown {
    const row = this.prepare('SELECT value FROM meta WHERE name = ?').get(name);
    return row === undefined ? undefined : (JSON.parse(String(row['value'])) as unknown);
  }

  writeMeta(name: string, value: unknown): void {
    this.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)').run(name, JSON.stringify(value));
  }

  rowsOf(gateway: string, name: string): MapRows {
    this.prepare('INSERT OR IGNORE INTO map(gateway, name) VALUES (?, ?)').run(gateway, name);
    const found = this.prepare('SELECT id FROM map WHERE gateway = ? AND name = ?');
    const id = Number(found.get(gateway, name)?.['id']);
    const count = this.prepare('SELECT count(*) AS count FROM record WHERE map = ?');
    const has = this.prepare('SELECT 1 FROM record WHERE map = ? AND key = ?');
    const read = this.prepare('SELECT value FROM record WHERE map = ? AND key = ?');
    const after = this.prepare(
      'SELECT number, key, value FROM record WHERE map = ? AND number > ? ORDER BY number LIMIT ?',
    );
    const write = this.prepare(
      'INSERT INTO record(map, key, value) VALUES (?, ?, ?) ' +
        'ON CONFLICT(map, key) DO UPDATE SET value = excluded.value',
    );
    const remove = this.prepare('DELETE FROM record WHERE map = ? AND key = ?');
    const clear = this.prepare('DELETE FROM record WHERE map = ?');
    return {
      count: () => Number(count.get(id)?.['count']),
      has: (key) => has.get(id, key) !== undefined,
      read: (key) => read.get(id, key)?.['value'] as Uint8Array | undefined,
      after: (number, limit) => after.all(id, number, limit) as unknown as readonly MapRow[],
      write: (key, value) => void write.run(id, key, value),
      remove: (key) => void remove.run(id, key),
      clear: () => void clear.run(id),
    };
  }

  [Symbol.dispose](): void {
    this.#statements.clear();
    if (this.database.isOpen) this.database.close();
  }

  /**
   * Nobody will ever read the file but we, so its transaction may as well not end: at each end SQLite
   * writes all pages that were touched, a new one for nearly each record, and most are touched again.
   */
  #overflow(work: () => void): void {
    if (!this.database.isTransaction) this.database.exec('BEGIN');
    work();
  }

  #create(): void {
    this.inTransaction(() => {
      this.database.exec(TABLES);
      this.database.exec(
        `PRAGMA application_id=${APPLICATION_ID}; PRAGMA user_version=${STATE_FORMAT}`,
      );
    });
  }
}

/** Opens a file that is ours, or makes a new one. */
function openNamed(path: string): DatabaseSync {
  const found = lookAt(path);
  // A pipe is empty, too, and opening one waits for whoever is at its other end.
  if (found !== undefined && (found.size > 0 || !found.isFile())) checkState(path);
  let database: DatabaseSync | null = null;
  try {
    // It holds private keys, if only of mocks: for its owner alone.
    closeSync(openSync(path, 'a', 0o600));
    database = new DatabaseSync(path);
    // One process at a time, for as long as it runs.
    database.exec('PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL');
    database.exec('PRAGMA synchronous=NORMAL; BEGIN IMMEDIATE; COMMIT');
    return database;
  } catch (cause) {
    database?.close();
    throw unusable(path, cause);
  }
}

function lookAt(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** SQLite would speak of an I/O error, or wait for the other end of a pipe. */
function whyNoFile(found: Stats | undefined): string {
  if (found === undefined) return 'it does not exist';
  return found.isDirectory() ? 'it is a folder' : 'it is no regular file';
}

/** Looks into a file without changing it. Throws STATE_... */
export function checkState(path: string): void {
  const found = lookAt(path);
  if (found?.isFile() !== true) {
    throw stateError('STATE_UNUSABLE', { path, reason: whyNoFile(found) });
  }
  try {
    using looked = openReadOnly(path);
    const read = (name: string): number =>
      Number(Object.values(looked.database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
    if (read('application_id') !== APPLICATION_ID) {
      const reason = 'it is a database of something else';
      throw stateError('STATE_NOT_OURS', { path, reason });
    }
    const got = read('user_version');
    if (got !== STATE_FORMAT) {
      throw stateError('STATE_OTHER_VERSION', { path, got, known: STATE_FORMAT });
    }
  } catch (cause) {
    throw unusable(path, cause);
  }
}

/** Reads all of a file that is to take the place of what is there. Throws STATE_DAMAGED. */
export function checkWhole(path: string): void {
  try {
    using looked = openReadOnly(path);
    const [first] = looked.database.prepare('PRAGMA quick_check(1)').all();
    const reason = String(Object.values(first ?? {})[0]);
    if (reason !== 'ok') throw stateError('STATE_DAMAGED', { path, reason });
  } catch (cause) {
    throw unusable(path, cause);
  }
}

export interface OpenDatabase extends Disposable {
  readonly database: DatabaseSync;
}

export function openReadOnly(path: string): OpenDatabase {
  const database = new DatabaseSync(path, { readOnly: true });
  return { database, [Symbol.dispose]: () => database.close() };
}

const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** The error of paydrill that an error of SQLite or of the file system stands for. */
export function unusable(path: string, cause: unknown): Error {
  if (!(cause instanceof Error) || cause.name === 'PaydrillError') return cause as Error;
  const code = 'errcode' in cause ? Number(cause.errcode) & 0xff : null;
  if (code === SQLITE_BUSY) return stateError('STATE_IN_USE', { path }, { cause });
  const reason = cause.message;
  if (code === SQLITE_CORRUPT) return stateError('STATE_DAMAGED', { path, reason }, { cause });
  if (code === SQLITE_NOTADB) return stateError('STATE_NOT_OURS', { path, reason }, { cause });
  return stateError('STATE_UNUSABLE', { path, reason }, { cause });
}
