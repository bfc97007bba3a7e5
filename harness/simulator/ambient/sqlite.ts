import sqlite, { DatabaseSync, StatementSync } from 'node:sqlite';
import { threadId } from 'node:worker_threads';
import type { EventLoop } from '../clock/event-loop.ts';
import { notVirtual } from './not-virtual.ts';
import { defineFunctions, RealFunctions } from './sqlite-functions.ts';
import { publishReplacements, replace } from './replace.ts';

// Kept, because the import itself follows the replacement.
const RealDatabase = DatabaseSync;
/** Before a process of the world is told that it is the main thread. */
const THREAD = threadId;

/** Databases under this path live in memory for as long as the world does. */
export const DISK = '/disk/';

/** What survives when a process is killed: one connection holds each database. */
export class VirtualDisk {
  readonly #held = new Map<string, InstanceType<typeof RealDatabase>>();
  #epoch = 0;

  /** The address of a shared database in memory, which exists from now on. */
  open(path: string): string {
    // SQLite shares these among all threads of the system's process: other worlds have their own.
    const name = `${THREAD}-${this.#epoch}-${encodeURIComponent(path)}`;
    const uri = `file:paydrill-${name}?mode=memory&cache=shared`;
    if (!this.#held.has(uri)) this.#held.set(uri, new RealDatabase(uri));
    return uri;
  }

  wipe(): void {
    for (const database of this.#held.values()) database.close();
    this.#held.clear();
    this.#epoch += 1;
  }
}

/**
 * SQLite in memory is synchronous and stays as it is. A path under `/disk/` is a database in memory
 * that outlives its process, and each write to it is an effect; when the process is killed, its connections
 * close and what it had not committed is rolled back. Any other file is refused.
 */
export function installSqlite(loop: EventLoop, disk: VirtualDisk): void {
  const real = new RealFunctions(new RealDatabase(':memory:'));
  class VirtualDatabaseSync extends RealDatabase {
    constructor(path: string | Buffer | URL, options: sqlite.DatabaseSyncOptions = {}) {
      super(addressOf(path, disk), options);
      if (this.isOpen) defineFunctions(this, real, loop);
      const holding = {
        abandon: (): void => {
          if (this.isOpen) super.close();
        },
      };
      loop.current.holdings.add(holding);
    }

    override open(): void {
      super.open();
      defineFunctions(this, real, loop);
    }

    override prepare(...args: Parameters<sqlite.DatabaseSync['prepare']>): StatementSync {
      checkFiles(args[0]);
      return super.prepare(...args);
    }

    override exec(sql: string): void {
      checkFiles(sql);
      loop.current.beforeEffect();
      super.exec(sql);
    }
  }
  Object.defineProperty(VirtualDatabaseSync, 'name', { value: 'DatabaseSync' });
  replace(sqlite, 'DatabaseSync', VirtualDatabaseSync);
  const { run } = StatementSync.prototype;
  // With RETURNING these write as well; it is looked at only where a death is planned.
  for (const name of ['get', 'all', 'iterate'] as const) {
    const read = Reflect.get(StatementSync.prototype, name) as (...values: unknown[]) => unknown;
    replace(StatementSync.prototype, name, function virtualRead(this: StatementSync, ...values) {
      if (loop.current.isDoomed && WRITES.test(this.sourceSQL)) loop.current.beforeEffect();
      return Reflect.apply(read, this, values);
    } satisfies typeof read);
  }
  replace(StatementSync.prototype, 'run', function virtualRun(this: StatementSync, ...values) {
    loop.current.beforeEffect();
    return Reflect.apply(run, this, values) as sqlite.StatementResultingChanges;
  } satisfies typeof run);
  publishReplacements();
}

const WRITES = /^\s*(?:insert|update|delete|replace)\b|\)\s*(?:insert|update|delete)\b/i;
const OTHER_FILE =
  /(?:^|;)\s*(?<call>ATTACH(?:\s+DATABASE)?|VACUUM\b[^;]*?\bINTO)\s+(?!'(?::memory:)?')/i;

function checkFiles(sql: string): void {
  const call = OTHER_FILE.exec(sql)?.groups?.['call'];
  if (call === undefined) return;
  throw notVirtual(
    `SQLite's ${call.toUpperCase()}`,
    `Attach ':memory:', or open a database of its own under ${DISK}.`,
  );
}

function addressOf(path: string | Buffer | URL, disk: VirtualDisk): string {
  const text = path instanceof URL ? path.pathname : String(path);
  if (text === ':memory:' || text === '') return ':memory:';
  if (text.startsWith(DISK)) return disk.open(text);
  throw notVirtual(
    `new DatabaseSync("${text}")`,
    `Use ":memory:", or a path under ${DISK}: kept in memory, and it survives a kill.`,
  );
}
