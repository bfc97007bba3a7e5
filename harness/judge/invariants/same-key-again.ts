import type { AttemptStarted } from '../../core/events.ts';
import type { OrderHistory } from '../history/order-history.ts';
import { nameOf } from '../history/owners.ts';
import type { OrderInvariant } from './invariant.ts';

/** What an unconfirmed object cost is nothing. */
const movesMoney = ({ operation }: AttemptStarted): boolean =>
  operation === 'confirm' || operation === 'capture' || operation === 'refund';

export const sameKeyAgain: OrderInvariant = {
  name: 'same-key-again',
  scope: 'payment',
  promise:
    'A confirm, capture or refund whose outcome is not known is tried again under the same idempotency key, unless the policy mints a new one for each try.',
  isMoney: false,
  requires: ['audit'],
  judge(history, run) {
    if (run.scenario.policy.retry.idempotencyKey === 'new') return 'nothing';
    let found: 'nothing' | 'kept' = 'nothing';
    for (const again of history.attempts) {
      if (!movesMoney(again)) continue;
      const before = lastBefore(history, again);
      if (before === undefined || !isInDoubt(history, before, again)) continue;
      found = 'kept';
      if (before.key === again.key) continue;
      return {
        paymentId: nameOf(history),
        story: `The ${again.operation} of order ${history.order} at ${again.provider} was tried again under the key ${again.key ?? 'none'} while what became of ${before.key ?? 'none'} was not known.`,
        events: [before, again],
      };
    }
    return found;
  },
};

/** The last try of the same before this one. */
function lastBefore({ attempts }: OrderHistory, again: AttemptStarted): AttemptStarted | undefined {
  let last: AttemptStarted | undefined;
  for (const attempt of attempts) {
    if (attempt === again) return last;
    if (isSame(attempt, again)) last = attempt;
  }
  return last;
}

const isSame = (left: AttemptStarted, right: AttemptStarted): boolean =>
  left.payment === right.payment &&
  left.provider === right.provider &&
  left.operation === right.operation;

/** Nothing that this provider answered until then says what the first try came to. */
function isInDoubt(history: OrderHistory, before: AttemptStarted, again: AttemptStarted): boolean {
  for (const { seq, payment, provider, outcome, operation, attempt } of history.ends) {
    const isOfLeg = payment === before.payment && provider === before.provider;
    if (!isOfLeg || seq <= before.seq || seq >= again.seq) continue;
    // A look that found the object proves nothing about a call that may still arrive, but it may
    // have found more; so only what follows at once is accused.
    if (attempt === before.attempt ? outcome !== 'unknown' : operation !== 'create') return false;
  }
  return true;
}
