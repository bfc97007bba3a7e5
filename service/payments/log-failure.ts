import type { Payment } from './payment.ts';
import type { Tools } from './tools.ts';

/** One line for each failed or unsettled payment, with the chain of calls that led there. */
export function logFailure(payment: Payment, { store, logger }: Tools): void {
  if (payment.status !== 'not-charged' && payment.status !== 'pending') return;
  const { id, order, status, reason, code, isQueued } = payment;
  const attempts = store.chainOf(id);
  const fields = { payment: id, order, status, reason, code, isQueued, attempts };
  logger.warn(fields, status === 'pending' ? 'payment not settled yet' : 'payment not charged');
}
