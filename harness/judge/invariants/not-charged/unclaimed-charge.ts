import { formatMoney } from '../../../core/money.ts';
import type { Witness } from '../../../core/record.ts';
import { lastTold, lastToldOfEach } from '../../history/claims.ts';
import { findEntry, netMinor } from '../../history/hold.ts';
import type { OrderHistory, Told } from '../../history/order-history.ts';
import { nameOf } from '../../history/owners.ts';
import { isPromiseBroken } from '../../history/promise.ts';
import type { RunContext } from '../../history/run-context.ts';

/** Money was taken, the run is at rest, and the last word to the customer doesn't cover it. */
export function findUnclaimedCharge(history: OrderHistory, run: RunContext): Witness | null {
  const hold = history.holds.find((candidate) => netMinor(candidate) > 0);
  if (hold === undefined || !run.isSettled || !hasLastWord(history)) return null;
  if (isChargeClaimed(history, run)) return null;
  const capture = findEntry(hold, 'capture');
  const last = lastTold(history);
  const word = last?.event ?? history.reading;
  return {
    paymentId: nameOf(history),
    story: `${formatMoney(netMinor(hold), hold.currency)} was taken for order ${history.order} on ${hold.object} (${hold.gateway.slice(8)}), but ${lastWord(history, last)}.`,
    events: [...(capture === undefined ? [] : [capture]), ...(word === null ? [] : [word])],
  };
}

/** Whether the customer's last word about some payment of the order covers a charge. */
export function isChargeClaimed(history: OrderHistory, run: RunContext): boolean {
  for (const told of lastToldOfEach(history)) if (covers(history, told, run)) return true;
  return false;
}

/**
 * What the target says when it is asked at the end is its last word. Silence is one only where it
 * answered that it knows of no payment: a reading that failed proves nothing.
 */
function hasLastWord({ reading }: OrderHistory): boolean {
  return reading !== null && (reading.claim !== null || reading.status === 404);
}

function covers(history: OrderHistory, { claim, event }: Told, run: RunContext): boolean {
  switch (claim.status) {
    case 'paid':
      return true;
    case 'pending':
      return !isPromiseBroken(history, run);
    case 'authorised':
      // Who asked for the capture knows of it; a final reading should know that it was done.
      return (
        event.kind === 'client-answered' &&
        history.answers.some((answer) => answer.request === 'capture')
      );
    default:
      return false;
  }
}

function lastWord(history: OrderHistory, last: Told | null): string {
  if (last === null) return 'the customer was never told';
  if (last.claim.status === 'pending') {
    return `the customer was promised an end within ${last.claim.promisedWithinMs} ms and is still told "pending"`;
  }
  return `the customer of ${nameOf(history)} was last told "${last.claim.status}"`;
}
