import type { Hold } from './hold.ts';
import type { OrderHistory } from './order-history.ts';

/**
 * The payment that a hold belongs to, by causal ids alone; null when nothing links them. With one
 * payment there is nothing to tell apart.
 */
export function paymentOf(history: OrderHistory, hold: Hold): string | null {
  const only = history.payments[0];
  if (only !== undefined && history.payments.length === 1) return only;
  const { object } = hold;
  for (const end of history.ends) if (end.object === object) return end.payment;
  for (const status of history.statuses) {
    if (status.providerReference === object) return status.payment;
  }
  for (const exchange of history.exchanges) {
    if (exchange.object !== object || exchange.key === null) continue;
    for (const attempt of history.attempts) {
      if (attempt.key === exchange.key) return attempt.payment;
    }
  }
  for (const { event, claim } of history.told) {
    if ('providerReference' in claim && claim.providerReference === object) return event.payment;
  }
  return null;
}

/** How reports name the payment: the service's id, or the order where it has none. */
export const nameOf = (history: OrderHistory): string => history.payments[0] ?? history.order;
