import type { GatewaySource, LedgerEntry } from '../../core/events.ts';
import { appended, NONE } from './short-list.ts';

/** One authorisation at one gateway and what became of it, added up from the ledger. */
export interface Hold {
  readonly gateway: GatewaySource;
  readonly authorisation: string;
  /** The payment object (PaymentIntent, PayPal order). */
  readonly object: string;
  readonly currency: string;
  readonly entries: readonly LedgerEntry[];
  readonly authorisedMinor: number;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  /** Voided and expired together. */
  readonly releasedMinor: number;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type GrowingHold = Mutable<Omit<Hold, 'entries'>> & { entries: LedgerEntry[] };

/** Captured and not given back. */
export const netMinor = (hold: Hold): number => hold.capturedMinor - hold.refundedMinor;

/** Still held: neither taken nor given back. */
export const heldMinor = (hold: Hold): number =>
  hold.authorisedMinor - hold.capturedMinor - hold.releasedMinor;

export function findEntry(hold: Hold, movement: LedgerEntry['movement']): LedgerEntry | undefined {
  return hold.entries.find((entry) => entry.movement === movement);
}

/** @param ledger entries of one order, each gateway's in its own order */
export function addUpHolds(ledger: readonly LedgerEntry[]): readonly Hold[] {
  let holds: GrowingHold[] = NONE;
  for (const entry of ledger) {
    let hold = findHold(holds, entry);
    if (hold === undefined) {
      hold = beginHold(entry);
      holds = appended(holds, hold);
    }
    addEntry(hold, entry);
  }
  return holds;
}

function findHold(holds: readonly GrowingHold[], entry: LedgerEntry): GrowingHold | undefined {
  for (const hold of holds) {
    if (hold.authorisation === entry.authorisation && hold.gateway === entry.source) return hold;
  }
  return undefined;
}

function beginHold(entry: LedgerEntry): GrowingHold {
  return {
    gateway: entry.source,
    authorisation: entry.authorisation,
    object: entry.object,
    currency: entry.currency,
    entries: NONE,
    authorisedMinor: 0,
    capturedMinor: 0,
    refundedMinor: 0,
    releasedMinor: 0,
  };
}

function addEntry(hold: GrowingHold, entry: LedgerEntry): void {
  hold.entries = appended(hold.entries, entry);
  switch (entry.movement) {
    case 'authorise':
      hold.authorisedMinor += entry.amountMinor;
      break;
    case 'capture':
      hold.capturedMinor += entry.amountMinor;
      break;
    case 'refund':
      hold.refundedMinor += entry.amountMinor;
      break;
    default:
      hold.releasedMinor += entry.amountMinor;
  }
}
