import type { DatabaseSync } from 'node:sqlite';

/** The transaction of one turn of the event loop. */
export interface Turn {
  /** Runs at once, inside the transaction. A failure fails the whole turn and breaks the store. */
  write<Result>(work: () => Result): Result;
  settled(): Promise<void>;
  isBroken(): boolean;
  /** Commits what is open, now. */
  end(): void;
}

export function createTurn(database: DatabaseSync, onBroken: (error: unknown) => void): Turn {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const rollback = database.prepare('ROLLBACK');
  let open: PromiseWithResolvers<void> | null = null;
  let failure: { readonly error: unknown } | null = null;

  const fail = (error: unknown): void => {
    if (failure !== null) return;
    failure = { error };
    if (database.isTransaction) rollback.run();
    open?.reject(error);
    open = null;
    onBroken(error);
  };
  const end = (): void => {
    if (open === null || failure !== null) return;
    try {
      commit.run();
    } catch (error) {
      return fail(error);
    }
    open.resolve();
    open = null;
  };
  return {
    write: (work) => {
      if (failure !== null) throw failure.error;
      try {
        if (open === null) {
          begin.run();
          open = Promise.withResolvers();
          // Whoever waits hears of it; nobody needs to.
          open.promise.catch(() => undefined);
          setImmediate(end);
        }
        return work();
      } catch (error) {
        fail(error);
        throw error;
      }
    },
    settled: () => {
      if (failure !== null) return Promise.reject(failure.error);
      return open?.promise ?? Promise.resolve();
    },
    isBroken: () => failure !== null,
    end,
  };
}
