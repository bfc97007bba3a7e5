import { formatMoney } from '../../core/money.ts';
import { heldMinor, type Hold } from '../history/hold.ts';
import { claimedHolds, lastToldOfEach } from '../history/claims.ts';
import type { OrderHistory } from '../history/order-history.ts';
import { nameOf } from '../history/owners.ts';
import { isPromiseBroken, promisedUntilMs } from '../history/promise.ts';
import type { RunContext } from '../history/run-context.ts';
import type { OrderInvariant } from './invariant.ts';

export const noStrandedHold: OrderInvariant = {
  name: 'no-stranded-hold',
  scope: 'payment',
  promise:
    'At the end every authorisation is captured, voided or expired, unless the customer was last told that it is authorised.',
  isMoney: true,
  requires: ['clients', 'gateways', 'settled'],
  judge(history, run) {
    if (history.holds.length === 0) return 'nothing';
    for (const hold of history.holds) {
      if (heldMinor(hold) > 0 && !mayBeHeld(history, hold, run)) {
        return {
          paymentId: nameOf(history),
          story: `${formatMoney(heldMinor(hold), hold.currency)} of order ${history.order} is still held by ${hold.object} (${hold.gateway.slice(8)}) and nobody will take or release it.`,
          events: [
            ...hold.entries.slice(0, 3),
            ...history.told.slice(-1).map((told) => told.event),
          ],
        };
      }
    }
    return 'kept';
  },
};

function mayBeHeld(history: OrderHistory, hold: Hold, run: RunContext): boolean {
  if (promisedUntilMs(history, run) !== null && !isPromiseBroken(history, run)) return true;
  return lastToldOfEach(history).some(
    ({ claim }) => claim.status === 'authorised' && claimedHolds(history, claim).includes(hold),
  );
}
