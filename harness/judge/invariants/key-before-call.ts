import type { Exchange } from '../../core/events.ts';
import type { OrderHistory } from '../history/order-history.ts';
import { nameOf } from '../history/owners.ts';
import type { OrderInvariant } from './invariant.ts';

export const keyBeforeCall: OrderInvariant = {
  name: 'key-before-call',
  scope: 'payment',
  promise:
    "Every idempotency key that a gateway's journal shows is in the service's store, also after the service was killed.",
  isMoney: false,
  requires: ['gateways', 'audit'],
  judge(history, run) {
    let found: 'nothing' | 'kept' = 'nothing';
    for (const exchange of history.exchanges) {
      const { key } = exchange;
      if (key === null || !mayMoveMoney(exchange)) continue;
      found = 'kept';
      // The trail is written before the call leaves, so existence is enough; times prove nothing.
      if (isStoredHere(history, key) || run.isKeyStored(key)) continue;
      return {
        paymentId: nameOf(history),
        story: `${exchange.source.slice(8)} got a ${exchange.operation} for order ${history.order} under the key ${key}, which the service never stored.`,
        events: [exchange, ...history.attempts.slice(-1)],
      };
    }
    return found;
  },
};

/** Requests that need a key: all that change something. */
const mayMoveMoney = ({ operation }: Exchange): boolean =>
  operation !== 'retrieve' && operation !== 'token' && operation !== 'other';

function isStoredHere(history: OrderHistory, key: string): boolean {
  for (const attempt of history.attempts) if (attempt.key === key) return true;
  return false;
}
