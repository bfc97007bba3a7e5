import { announcePayment } from './announce.ts';
import { keepPayment, type PaymentRecord } from './books.ts';
import type { Desk } from './desk.ts';
import { move, standingOf } from './movement.ts';

type ExpiryDesk = Pick<Desk, 'gateway' | 'books'>;

/** Lets go of what a payment holds when its time is over. */
export function expireIfDue(
  desk: ExpiryDesk,
  payment: PaymentRecord,
  nowMs: number,
): PaymentRecord {
  const isOpen = payment.state === 'authorised' && payment.ended === null;
  if (!isOpen || payment.expiresMs > nowMs) return payment;
  const { capturableMinor } = standingOf(desk, payment);
  // Everything was captured: there is nothing to expire, and nobody to tell.
  if (capturableMinor === 0) return payment;
  move(desk, payment, 'expire', capturableMinor, { exchange: null });
  const expired = keepPayment(desk.books, { ...payment, ended: 'expired' });
  announcePayment(desk, expired, 'EXPIRE', {
    isSuccess: true,
    reason: '',
    amountMinor: capturableMinor,
  });
  return expired;
}

export function expirePayments(desk: ExpiryDesk): void {
  const nowMs = desk.gateway.clock.now();
  for (const payment of desk.books.payments.values()) expireIfDue(desk, payment, nowMs);
}
