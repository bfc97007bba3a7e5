import { nameOf } from '../history/owners.ts';
import type { OrderInvariant } from './invariant.ts';
import { isCustomerDriven } from './retries.ts';

export const attemptsInBudget: OrderInvariant = {
  name: 'attempts-in-budget',
  scope: 'payment',
  promise:
    "One operation at one provider is tried at most as often as the policy's maxAttempts, the first try included.",
  isMoney: false,
  requires: ['audit'],
  judge(history, run) {
    const { maxAttempts } = run.scenario.policy.retry;
    let found: 'nothing' | 'kept' = 'nothing';
    for (const attempt of history.attempts) {
      if (!isCustomerDriven(attempt)) continue;
      found = 'kept';
      if (attempt.retry < maxAttempts) continue;
      const first = history.attempts.find(
        ({ provider, operation }) =>
          provider === attempt.provider && operation === attempt.operation,
      );
      return {
        paymentId: nameOf(history),
        story: `Order ${history.order} was tried ${attempt.retry + 1} times by ${attempt.operation} at ${attempt.provider}; the policy allows ${maxAttempts}.`,
        events: first === undefined || first === attempt ? [attempt] : [first, attempt],
      };
    }
    return found;
  },
};
