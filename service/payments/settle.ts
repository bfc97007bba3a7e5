import { attempt, look, type Effort } from './attempt.ts';
import { callProvider, type Purpose } from './call.ts';
import { closeDoubt, isOverdue, recordFence } from './fence.ts';
import { abandonDoubt, isMoneyInDoubt, type Leg } from './leg.ts';
import { activeLegOf, isBarred, legOf } from './payment.ts';
import type { Session } from './session.ts';
import type { Tools } from './tools.ts';

// What comes after a charge. It stays with the provider that authorised: nobody else holds the
// money.

/** Takes what is held. Ends paid, not charged (the hold was gone), or waits for the reconciler. */
export async function captureHold(session: Session, effort: Effort, tools: Tools): Promise<void> {
  const leg = carrier(session);
  if (isMoneyInDoubt(leg())) await look(session, leg().number, effort.purpose, tools);
  if (leg().state === 'held' || leg().state === 'capture-unknown') {
    await attempt(session, leg().number, 'capture', effort, tools);
  }
  return end(session, leg(), tools);
}

/** Gives back what was taken, or lets go of what is held. */
export async function giveBack(session: Session, effort: Effort, tools: Tools): Promise<void> {
  const leg = carrier(session);
  if (isMoneyInDoubt(leg())) await look(session, leg().number, effort.purpose, tools);
  const before = leg().state;
  if (before === 'taken' || before === 'refund-unknown') {
    const answer = await attempt(session, leg().number, 'refund', effort, tools);
    if (answer.outcome === 'refused' && leg().state === 'taken') {
      session.become('paid', { goal: 'rest', code: answer.code }, Date.now());
      return session.flush();
    }
  } else if (before === 'held' || before === 'void-unknown') {
    await attempt(session, leg().number, 'void', effort, tools);
  }
  return end(session, leg(), tools);
}

/**
 * Frees a leg that must not keep money: voids a hold, refunds a capture, and shuts or replays what
 * is unknown until it is certain that nothing is left.
 */
export async function release(session: Session, legNumber: number, tools: Tools): Promise<void> {
  const purpose: Purpose = 'repair';
  const leg = (): Leg => legOf(session.payment, legNumber);
  const once = { purpose, maxTries: 1, retryUntil: 0, retriesDoubt: false };
  if (isMoneyInDoubt(leg())) await look(session, legNumber, 'reconcile', tools);
  switch (leg().state) {
    case 'create-unknown':
      // Replayed with its key, the create tells its object; unconfirmed, it can hold nothing.
      await attempt(session, legNumber, 'create', { ...once, purpose: 'reconcile' }, tools);
      if (leg().state === 'create-unknown' && isOverdue(leg(), tools)) {
        // Nobody will ever confirm it.
        recordFence(session, leg(), Date.now());
        session.updateLeg(abandonDoubt(leg()));
      }
      break;
    case 'confirm-unknown':
      await shutDoubt(session, leg(), tools);
      break;
    case 'held':
    case 'void-unknown':
      await attempt(session, legNumber, 'void', once, tools);
      break;
    case 'taken':
    case 'refund-unknown':
      await attempt(session, legNumber, 'refund', once, tools);
      break;
    default:
      break;
  }
  await session.flush();
}

async function shutDoubt(session: Session, leg: Leg, tools: Tools): Promise<void> {
  const adapter = tools.providers.get(leg.provider)?.adapter;
  if (adapter?.capabilities.fence === 'cancel') {
    await callProvider(session, leg.number, 'void', 'repair', tools);
    return;
  }
  if (isBarred(session.payment)) return closeDoubt(session, leg.number, tools);
  // No cancel here. Once it is overdue, the confirm is replayed under its own key: that binds the
  // one that may still be on its way, and shows a hold which the next round voids.
  if (!isOverdue(leg, tools)) return;
  await callProvider(session, leg.number, 'confirm', 'reconcile', tools);
}

function carrier(session: Session): () => Leg {
  const active = activeLegOf(session.payment);
  if (active === null) throw new TypeError(`payment ${session.payment.id} has no leg with money`);
  return () => legOf(session.payment, active.number);
}

function end(session: Session, leg: Leg, tools: Tools): Promise<void> {
  const now = Date.now();
  const { goal, status } = session.payment;
  if (leg.state === 'taken' && goal === 'capture') {
    session.become('paid', { goal: 'rest' }, now);
  } else if (leg.state === 'returned') {
    session.become('refunded', { goal: 'rest' }, now);
  } else if (leg.state === 'shut') {
    session.become('not-charged', { goal: 'rest', reason: 'cancelled' }, now);
  } else if (status !== 'pending') {
    const promisedUntil = now + tools.policy.degradation.promisedWithinMs;
    session.become('pending', { promisedUntil }, now);
  }
  return session.flush();
}
