import type { OutcomeClass, ProviderOperation } from '../../harness/core/outcome.ts';
import type { ProviderState } from './adapter.ts';

// An outcome table lists what a provider documents. The lookup answers null for everything else,
// and null always becomes `unknown`: an answer that nobody foresaw may have moved money.

export interface OutcomeRow {
  /** Operations that can be answered so; `any` is every one of them. */
  readonly operations: readonly ProviderOperation[] | 'any';
  readonly status: number;
  /** The provider's error code; `any` matches every code and none. */
  readonly code: string;
  /**
   * `by-object`: the answer carries the payment object, and its status decides.
   * `by-decline`: a decline; the provider's decline table tells its kind.
   */
  readonly outcome: OutcomeClass | 'by-object' | 'by-decline';
  /** What the answer proves about the money beyond its outcome. */
  readonly state?: ProviderState;
}

export type OutcomeTable = readonly OutcomeRow[];

/** The first row that matches; rows with a code stand before the row of their status. */
export function findOutcome(
  table: OutcomeTable,
  operation: ProviderOperation,
  status: number,
  code: string | null,
): OutcomeRow | null {
  const row = table.find(
    (candidate) =>
      candidate.status === status &&
      (candidate.operations === 'any' || candidate.operations.includes(operation)) &&
      (candidate.code === 'any' || candidate.code === code),
  );
  return row ?? null;
}
