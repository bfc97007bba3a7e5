import type { AttemptEnded, AttemptStarted, PaymentChanged } from '../../../core/events.ts';
import type { Witness } from '../../../core/record.ts';
import type { OrderHistory, Told } from '../../history/order-history.ts';
import type { RunContext } from '../../history/run-context.ts';

/**
 * The service decided on "not charged", and told so, while an attempt that may take money was
 * unknown and nothing had been learnt about it. All but the telling is the service's own trail.
 */
export function findBlindDenial(history: OrderHistory, run: RunContext): Witness | null {
  if (!run.hasAudit) return null;
  for (const told of history.told) {
    if (told.claim.status !== 'not-charged') continue;
    const witness = judgeDenial(history, told);
    if (witness !== null) return witness;
  }
  return null;
}

function judgeDenial(history: OrderHistory, { event }: Told): Witness | null {
  const decided = history.statuses.find(
    (status) =>
      status.status === 'not-charged' &&
      (event.payment === null || status.payment === event.payment),
  );
  if (decided === undefined) return null;
  const attempt = history.attempts.find((started) => isOpenAt(history, started, decided));
  if (attempt === undefined) return null;
  const end = endOf(history, attempt);
  return {
    paymentId: decided.payment,
    story: `The customer of order ${history.order} was told "not charged" while the ${attempt.operation} at ${attempt.provider} was unknown.`,
    events: [attempt, ...(end === undefined ? [] : [end]), decided, event],
  };
}

const endOf = (history: OrderHistory, { attempt }: AttemptStarted): AttemptEnded | undefined =>
  history.ends.find((end) => end.attempt === attempt);

function isOpenAt(
  history: OrderHistory,
  attempt: AttemptStarted,
  { seq, payment }: PaymentChanged,
): boolean {
  if (attempt.operation !== 'confirm' && attempt.operation !== 'capture') return false;
  if (attempt.payment !== payment || attempt.seq > seq) return false;
  const end = endOf(history, attempt);
  if (end !== undefined && end.seq < seq && end.outcome !== 'unknown') return false;
  return !hasLearnt(history, attempt, seq);
}

/** Anything definite about that provider in between: a fence, an answer, a webhook it accepted. */
function hasLearnt(history: OrderHistory, attempt: AttemptStarted, seq: number): boolean {
  const isBetween = (other: number): boolean => other > attempt.seq && other < seq;
  return (
    history.fences.some((fence) => fence.provider === attempt.provider && isBetween(fence.seq)) ||
    history.ends.some(
      (end) =>
        end.provider === attempt.provider &&
        end.operation !== 'token' &&
        end.outcome !== 'unknown' &&
        isBetween(end.seq),
    ) ||
    history.webhooks.some(
      ({ source, status }) =>
        source === `gateway:${attempt.provider}` && status !== null && status < 300,
    )
  );
}
