import type { LedgerEntry } from '../../harness/core/events.ts';
import type { LedgerFilter } from './find-events.ts';

// Where a gateway keeps what it remembers: in memory alone, or in a file that holds what memory
// should not (mocks/state).

export interface Shelf {
  /**
   * A map of the gateway's own, by a name that is unique in it.
   *
   * @param isInUse true for values that somebody still holds by reference: they stay in memory
   */
  open<Value>(name: string, isInUse?: (value: Value) => boolean): Map<string, Value>;
  /** Ledger entries with a lower number than `beforeSeq`, newest first, at most `filter.limit`. */
  findLedger(filter: LedgerFilter, beforeSeq: number): readonly LedgerEntry[];
}

/** Everything stays in memory for as long as the gateway lives. */
export const createMemoryShelf = (): Shelf => ({
  open: () => new Map(),
  findLedger: () => [],
});
