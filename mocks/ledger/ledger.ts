import type { LedgerEntry, Movement } from '../../harness/core/events.ts';

/** Money that a gateway moves. Amounts in ISO minor units, whatever the provider's wire says. */
export interface LedgerMovement {
  readonly movement: Movement;
  readonly order: string | null;
  /** The payment object: what a claim's providerReference names. */
  readonly object: string;
  /** The authorisation that captures, voids and refunds draw on. */
  readonly authorisation: string;
  readonly amountMinor: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
  /** The request that moved it; null when time did (expiry). */
  readonly exchange: string | null;
}

/**
 * Append-only, and beyond the reach of faults. A movement that its authorisation does not cover is
 * a bug of the dialect and throws.
 *
 * A partial capture that releases the rest is two movements: `capture` and `void`.
 */
export interface Ledger {
  /** The entry that tells of it. */
  record(movement: LedgerMovement): LedgerEntry;
  /** What is left of an authorisation; zeros for an unknown one. */
  balanceOf(authorisation: string): AuthorisationBalance;
}

export interface AuthorisationBalance {
  readonly heldMinor: number;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
}
