import type { AttemptStarted } from '../../core/events.ts';
import type { Witness } from '../../core/record.ts';
import type { OrderHistory } from '../history/order-history.ts';
import { findProof } from './failover/proof.ts';
import { findDisproof } from './failover/truth.ts';
import type { OrderInvariant } from './invariant.ts';

export const fencedFailover: OrderInvariant = {
  name: 'fenced-failover',
  scope: 'payment',
  promise:
    'Another provider is asked to take money only after proof that the earlier one no longer can, and the ledgers bear the proof out. Under the second-hold policy a second hold is allowed where only one is captured.',
  isMoney: false,
  requires: ['gateways', 'audit'],
  judge(history, run) {
    const confirms = confirmsOf(history);
    if (confirms === null) return 'nothing';
    const allowsSecondHold = run.scenario.policy.failover.kind === 'second-hold';
    if (allowsSecondHold && capturedHolds(history) <= 1) return 'kept';
    let found: 'nothing' | 'kept' = 'nothing';
    for (const later of confirms) {
      for (const earlier of confirms) {
        if (earlier.seq >= later.seq) break;
        if (earlier.provider === later.provider || earlier.payment !== later.payment) continue;
        const proof = findProof(history, earlier, later);
        if (proof === null) return unfenced(history, earlier, later);
        const disproof = findDisproof(history, earlier, proof);
        if (disproof !== null) {
          return {
            paymentId: later.payment,
            story: `Order ${history.order} moved from ${earlier.provider} to ${later.provider} because ${earlier.provider} could take nothing any more (${proof.text}); ${disproof.text}.`,
            events: [earlier, proof.event, later, disproof.entry],
          };
        }
        found = 'kept';
      }
    }
    return found;
  },
};

/** The calls that may take money, when they went to more than one provider; else null. */
function confirmsOf(history: OrderHistory): readonly AttemptStarted[] | null {
  let first: AttemptStarted | null = null;
  for (const attempt of history.attempts) {
    if (attempt.operation !== 'confirm') continue;
    first ??= attempt;
    if (attempt.provider !== first.provider) {
      return history.attempts.filter(({ operation }) => operation === 'confirm');
    }
  }
  return null;
}

const capturedHolds = (history: OrderHistory): number =>
  history.holds.filter((hold) => hold.capturedMinor > 0).length;

function unfenced(history: OrderHistory, earlier: AttemptStarted, later: AttemptStarted): Witness {
  const end = history.ends.find(({ attempt }) => attempt === earlier.attempt);
  const effect = history.ledger.find(
    (entry) => entry.source === `gateway:${earlier.provider}` && entry.movement !== 'void',
  );
  const outcome =
    end === undefined || end.seq > later.seq ? 'had not ended' : `was ${end.outcome} (${end.code})`;
  return {
    paymentId: later.payment,
    story: `Order ${history.order} was sent to ${later.provider} while the ${earlier.operation} at ${earlier.provider} ${outcome} and nothing had fenced it off.`,
    events: [
      earlier,
      ...(end === undefined ? [] : [end]),
      later,
      ...(effect === undefined ? [] : [effect]),
    ],
  };
}
