import type { LedgerEntry, Movement } from '../../../harness/core/events.ts';
import { merchantReference, mustFind, unitOf } from './books.ts';
import type { Desk } from './desk.ts';

// Every movement of money goes to the ledger first, then to the books, then out as a webhook.
// Callers have checked that it is legal; the ledger refuses what its authorisation does not cover.

export interface UnitPlace {
  readonly orderId: string;
  readonly unitIndex: number;
}

/** @param exchange the request that moves it; null when time does */
export function move(
  desk: Desk,
  place: UnitPlace,
  movement: Movement,
  authorisation: string,
  amountMinor: number,
  exchange: string | null,
): LedgerEntry {
  return desk.gateway.ledger.record({
    movement,
    order: merchantReference(mustFind(desk.books.orders, place.orderId)),
    object: place.orderId,
    authorisation,
    amountMinor,
    currency: unitOf(desk.books, place).currency,
    exchange,
  });
}
