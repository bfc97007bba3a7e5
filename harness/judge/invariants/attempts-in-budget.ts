import type { AttemptStarted } from '../../core/events.ts';
import type { OrderHistory } from '../history/order-history.ts';
import { nameOf } from '../history/owners.ts';
import type { OrderInvariant } from './invariant.ts';
import { isCustomerDriven } from './retries.ts';

export const attemptsInBudget: OrderInvariant = {
  name: 'attempts-in-budget',
  scope: 'payment',
  promise:
    "While a customer waits, one operation at one provider is tried at most as often as the policy's maxAttempts, the first try included.",
  isMoney: false,
  requires: ['audit'],
  judge(history, run) {
    const { maxAttempts } = run.scenario.policy.retry;
    let found: 'nothing' | 'kept' = 'nothing';
    for (const attempt of history.attempts) {
      if (!isCustomerDriven(attempt)) continue;
      found = 'kept';
      // `retry` also counts what the reconciler tried, so it only tells where to look.
      if (attempt.retry < maxAttempts) continue;
      const tries = history.attempts.filter((other) => isSameTry(other, attempt));
      const allowed = maxAttempts * seriesOf(history, attempt);
      if (tries.length <= allowed) continue;
      return {
        paymentId: nameOf(history),
        story: `${attempt.operation} of order ${history.order} was tried ${tries.length} times at ${attempt.provider}; the policy allows ${allowed}.`,
        events: [...tries.slice(0, 1), ...tries.slice(-1)],
      };
    }
    return found;
  },
};

const isSameTry = (left: AttemptStarted, right: AttemptStarted): boolean =>
  left.payment === right.payment &&
  left.provider === right.provider &&
  left.operation === right.operation &&
  left.purpose === right.purpose;

/** A customer who asks for a capture or refund again begins a new series; a payment is one. */
function seriesOf({ answers }: OrderHistory, { purpose }: AttemptStarted): number {
  if (purpose === 'pay') return 1;
  return Math.max(1, answers.filter(({ request }) => request === purpose).length);
}
