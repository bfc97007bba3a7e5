import type { Movement } from '../../../harness/core/events.ts';
import { sleepUntil } from '../../kernel/clock.ts';
import { mustFind, operationKey, type AuthRecord, type OperationRecord } from './books.ts';
import { DAY_MS } from './deadlines.ts';
import type { Desk } from './desk.ts';
import { operationId } from './ids.ts';
import { tellHold } from './notify.ts';

// Funds that are frozen in advance, and what becomes of them: paid out in trades, set free, or free
// again by themselves.

/** A contract says how long; twelve months is the longest that Alipay offers. */
export const HOLD_LIFETIME_MS = 365 * DAY_MS;

export const restOf = ({ amountMinor, paidMinor, releasedMinor }: AuthRecord): number =>
  amountMinor - paidMinor - releasedMinor;

export function keepHold(desk: Desk, auth: AuthRecord): AuthRecord {
  desk.books.auths.set(auth.authNo, auth);
  return auth;
}

export function keepOperation(desk: Desk, operation: OperationRecord): OperationRecord {
  const { books } = desk;
  books.operations.set(operation.operationId, operation);
  const key = operationKey(operation.authNo, operation.requestNo);
  books.operationsByRequest.set(key, operation.operationId);
  return operation;
}

export function draftOperation(
  desk: Desk,
  authNo: string,
  given: Pick<OperationRecord, 'requestNo' | 'type' | 'amountMinor' | 'status' | 'remark'>,
): OperationRecord {
  const nowMs = desk.gateway.clock.now();
  return {
    operationId: operationId(desk.gateway.ids, nowMs),
    authNo,
    ...given,
    createdMs: nowMs,
    movedMs: given.status === 'SUCCESS' ? nowMs : null,
  };
}

export function moveHold(
  desk: Desk,
  { authNo, outOrderNo, currency }: AuthRecord,
  movement: Movement,
  amountMinor: number,
  exchange: string | null,
): void {
  desk.gateway.ledger.record({
    movement,
    order: outOrderNo,
    object: authNo,
    authorisation: authNo,
    amountMinor,
    currency,
    exchange,
  });
}

/** The buyer agreed. */
export function freezeFunds(
  desk: Desk,
  auth: AuthRecord,
  exchange: string | null,
  frozenMs = desk.gateway.clock.now(),
): AuthRecord {
  moveHold(desk, auth, 'authorise', auth.amountMinor, exchange);
  const frozen = keepHold(desk, { ...auth, status: 'SUCCESS', paysAtMs: null, frozenMs });
  const freezing = mustFind(desk.books.operations, auth.freezing);
  const operation = keepOperation(desk, { ...freezing, status: 'SUCCESS', movedMs: frozenMs });
  tellHold(desk, 'fund_auth_freeze', frozen, operation, frozen.notifyUrl);
  return frozen;
}

/** The buyer never agreed, or the merchant gave up. */
export function closeHold(desk: Desk, auth: AuthRecord): AuthRecord {
  const freezing = mustFind(desk.books.operations, auth.freezing);
  keepOperation(desk, { ...freezing, status: 'CLOSED' });
  return keepHold(desk, { ...auth, status: 'CLOSED', paysAtMs: null });
}

/** Brings a hold up to the present. */
export function holdUpToDate(desk: Desk, auth: AuthRecord): AuthRecord {
  const nowMs = desk.gateway.clock.now();
  const { status, paysAtMs, expiresMs, frozenMs } = auth;
  if (status === 'INIT') {
    if (paysAtMs !== null && paysAtMs <= nowMs && paysAtMs < expiresMs) {
      return freezeFunds(desk, auth, null, paysAtMs);
    }
    return expiresMs <= nowMs ? closeHold(desk, auth) : auth;
  }
  const isOver = status === 'SUCCESS' && frozenMs !== null && frozenMs + HOLD_LIFETIME_MS <= nowMs;
  if (!isOver) return auth;
  const restMinor = restOf(auth);
  moveHold(desk, auth, 'expire', restMinor, null);
  return keepHold(desk, {
    ...auth,
    status: 'CLOSED',
    releasedMinor: auth.releasedMinor + restMinor,
  });
}

/** Sees to it that a hesitating buyer agrees in time, also when nobody asks. */
export function awaitPayer(desk: Desk, { authNo, paysAtMs }: AuthRecord): void {
  const { clock } = desk.gateway;
  if (paysAtMs === null) return;
  void sleepUntil(clock, paysAtMs).then(() => {
    const auth = desk.books.auths.get(authNo);
    if (auth !== undefined) holdUpToDate(desk, auth);
  });
}
