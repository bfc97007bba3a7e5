import type { LedgerEntry, Movement } from '../../../harness/core/events.ts';
import type { PaymentRecord } from './books.ts';
import type { Desk } from './desk.ts';

export interface Cause {
  /** The request that moves the money; null when time does. */
  readonly exchange: string | null;
  /** The modification that asked for it, for the settlement report. */
  readonly modification?: string;
}

type MovingDesk = Pick<Desk, 'gateway' | 'books'>;

/** Callers have checked that it is legal; the ledger refuses what a payment does not cover. */
export function move(
  { gateway, books }: MovingDesk,
  payment: PaymentRecord,
  movement: Movement,
  amountMinor: number,
  { exchange, modification }: Cause,
): LedgerEntry {
  const entry = gateway.ledger.record({
    movement,
    order: payment.reference,
    object: payment.pspReference,
    authorisation: payment.pspReference,
    amountMinor,
    currency: payment.currency,
    exchange,
  });
  if (modification !== undefined) books.modificationOfEntry.set(entry.entry, modification);
  return entry;
}

export interface Standing {
  /** Held and not spoken for. */
  readonly capturableMinor: number;
  readonly capturedMinor: number;
  /** Captured and neither refunded nor spoken for. */
  readonly refundableMinor: number;
}

export function standingOf({ gateway }: Pick<Desk, 'gateway'>, payment: PaymentRecord): Standing {
  const { heldMinor, capturedMinor, refundedMinor } = gateway.ledger.balanceOf(
    payment.pspReference,
  );
  return {
    capturableMinor: heldMinor - payment.doomedCaptureMinor,
    capturedMinor,
    refundableMinor: capturedMinor - refundedMinor - payment.doomedRefundMinor,
  };
}
