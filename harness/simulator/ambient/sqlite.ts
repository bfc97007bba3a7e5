import sqlite, { DatabaseSync, StatementSync } from 'node:sqlite';
import { threadId } from 'node:worker_threads';
import type { EventLoop } from '../clock/event-loop.ts';
import { notVirtual } from './not-virtual.ts';
import { publishReplacements, replace } from './replace.ts';

// Kept, because the import itself follows the replacement.
const RealDatabase = DatabaseSync;

/** Databases under this path live in memory for as long as the world does. */
export const DISK = '/disk/';

/** What survives when a process is killed: one connection holds each database. */
export class VirtualDisk {
  readonly #held = new Map<string, InstanceType<typeof RealDatabase>>();
  #epoch = 0;

  /** The address of a shared database in memory, which exists from now on. */
  open(path: string): string {
    // SQLite shares these among all threads of the system's process: other worlds have their own.
    const name = `${threadId}-${this.#epoch}-${encodeURIComponent(path)}`;
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
  class VirtualDatabaseSync extends RealDatabase {
    constructor(path: string | Buffer | URL, options: sqlite.DatabaseSyncOptions = {}) {
      super(addressOf(path, disk), options);
      const holding = {
        abandon: (): void => {
          if (this.isOpen) super.close();
        },
      };
      loop.current.holdings.add(holding);
    }

    override exec(sql: string): void {
      loop.current.beforeEffect();
      super.exec(sql);
    }
  }
  Object.defineProperty(VirtualDatabaseSync, 'name', { value: 'DatabaseSync' });
  replace(sqlite, 'DatabaseSync', VirtualDatabaseSync);
  const { run } = StatementSync.prototype;
  replace(StatementSync.prototype, 'run', function virtualRun(this: StatementSync, ...values) {
    loop.current.beforeEffect();
    return Reflect.apply(run, this, values) as sqlite.StatementResultingChanges;
  } satisfies typeof run);
  publishReplacements();
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
