import type { AttemptEnded, AttemptStarted, Exchange } from '../../core/events.ts';
import type { Witness } from '../../core/record.ts';
import type { OrderHistory } from '../history/order-history.ts';
import { nameOf } from '../history/owners.ts';
import type { OrderInvariant } from './invariant.ts';

export const hardDeclineNeverRetried: OrderInvariant = {
  name: 'hard-decline-never-retried',
  scope: 'card',
  promise:
    'After a hard decline the same instrument is never presented again for that order, at any provider.',
  isMoney: false,
  requires: ['gateways'],
  judge(history, run) {
    // The service's own trail says what it knew when it asked again. Without one, what a gateway
    // had fully answered before the next request came in is the next best.
    return run.hasAudit ? judgeTrail(history) : judgeJournals(history);
  },
};

function judgeTrail(history: OrderHistory): 'nothing' | 'kept' | Witness {
  const declined = history.ends.find((end) => end.decline === 'hard');
  if (declined === undefined) return 'nothing';
  const again = history.attempts.find(
    (attempt) => attempt.operation === 'confirm' && attempt.seq > declined.seq,
  );
  return again === undefined ? 'kept' : disproof(history, declined, again);
}

function judgeJournals(history: OrderHistory): 'nothing' | 'kept' | Witness {
  const declined = history.exchanges.find(
    ({ decline, status }) => decline?.kind === 'hard' && status !== null,
  );
  if (declined === undefined) return 'nothing';
  const again = history.exchanges.find(
    (exchange) =>
      exchange.operation === 'confirm' &&
      !exchange.isReplay &&
      exchange.source === declined.source &&
      exchange.instrument === declined.instrument &&
      exchange.t > declined.endT,
  );
  return again === undefined ? 'kept' : disproof(history, declined, again);
}

function disproof(
  history: OrderHistory,
  declined: AttemptEnded | Exchange,
  again: AttemptStarted | Exchange,
): Witness {
  const code = declined.kind === 'exchange' ? (declined.decline?.code ?? '') : declined.code;
  return {
    paymentId: nameOf(history),
    story: `The card of order ${history.order} was hard-declined by ${placeOf(declined)} (${code}) and presented again at ${placeOf(again)}.`,
    events: [declined, again],
  };
}

const placeOf = (event: AttemptEnded | AttemptStarted | Exchange): string =>
  event.kind === 'exchange' ? event.source.slice(8) : event.provider;
