import { announceAuthorisation } from './announce.ts';
import { append, unitOf, type AuthorisationRecord, type OrderRecord } from './books.ts';
import type { ProcessorResponse } from './declines.ts';
import type { Desk } from './desk.ts';
import { resourceId } from './ids.ts';
import { move } from './movement.ts';
import { pendingMinorOf, reviewOf, startReview } from './review.ts';

/** An authorization is good for 29 days. */
export const AUTHORISATION_LIFETIME_MS = 29 * 86_400_000;

interface HoldOptions {
  readonly amountMinor: number;
  readonly processor: ProcessorResponse | null;
  readonly exchange: string;
  /** The authorization that this one renews; it takes over its end of life. */
  readonly renews?: AuthorisationRecord;
}

export function holdFunds(
  desk: Desk,
  order: OrderRecord,
  unitIndex: number,
  options: HoldOptions,
): AuthorisationRecord {
  const made = newAuthorisation(desk, order, unitIndex, options);
  move(desk, made, 'authorise', made.id, made.amountMinor, options.exchange);
  // What was looked at once is not looked at again for its renewal.
  const review =
    options.renews === undefined ? reviewOf(unitOf(desk.books, made), 'authorisation') : null;
  const record: AuthorisationRecord = review === null ? made : { ...made, status: 'PENDING' };
  keepAuthorisation(desk, record);
  if (review !== null) startReview(desk, record, review, options.exchange);
  announceAuthorisation(desk, 'PAYMENT.AUTHORIZATION.CREATED', record);
  return record;
}

/** The issuer said no: an authorization that never held anything. */
export function denyHold(
  desk: Desk,
  order: OrderRecord,
  unitIndex: number,
  options: HoldOptions,
): void {
  const record = newAuthorisation(desk, order, unitIndex, options);
  keepAuthorisation(desk, { ...record, status: 'DENIED', isClosed: true });
}

function newAuthorisation(
  desk: Desk,
  order: OrderRecord,
  unitIndex: number,
  { amountMinor, processor, renews }: HoldOptions,
): AuthorisationRecord {
  const nowMs = desk.gateway.clock.now();
  return {
    id: resourceId(desk.gateway.ids),
    orderId: order.id,
    unitIndex,
    status: 'CREATED',
    amountMinor,
    capturedMinor: 0,
    isClosed: false,
    hasExpired: false,
    renews: renews?.id ?? null,
    renewedBy: null,
    processor,
    createdMs: nowMs,
    updatedMs: nowMs,
    expiresMs: renews?.expiresMs ?? nowMs + AUTHORISATION_LIFETIME_MS,
  };
}

function keepAuthorisation({ books }: Desk, record: AuthorisationRecord): void {
  books.authorisations.set(record.id, record);
  append(books.authorisationsOfOrder, record.orderId, record.id);
}

/** Gives the cardholder back what an authorization still holds; the ledger alone tells of it. */
export function dropHold(
  desk: Desk,
  record: AuthorisationRecord,
  movement: 'void' | 'expire',
  exchange: string | null,
): void {
  const { heldMinor } = desk.gateway.ledger.balanceOf(record.id);
  const restMinor = heldMinor - pendingMinorOf(desk, record);
  if (restMinor > 0) move(desk, record, movement, record.id, restMinor, exchange);
}

/** Ends an authorization. */
export function releaseHold(
  desk: Desk,
  record: AuthorisationRecord,
  movement: 'void' | 'expire',
  exchange: string | null,
): AuthorisationRecord {
  dropHold(desk, record, movement, exchange);
  const released: AuthorisationRecord = {
    ...record,
    status: 'VOIDED',
    isClosed: true,
    hasExpired: movement === 'expire',
    updatedMs: desk.gateway.clock.now(),
  };
  desk.books.authorisations.set(record.id, released);
  desk.books.reviews.delete(record.id);
  announceAuthorisation(desk, 'PAYMENT.AUTHORIZATION.VOIDED', released);
  return released;
}
