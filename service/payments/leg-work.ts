import { attempt, look, type Effort } from './attempt.ts';
import { callProvider } from './call.ts';
import { isMoneyInDoubt, withNextKey, type Leg } from './leg.ts';
import { closeDoubt, isOverdue } from './fence.ts';
import { isBarred, legOf } from './payment.ts';
import type { Session } from './session.ts';
import type { Tools } from './tools.ts';

/**
 * - `won`: the money is where the payment wants it.
 * - `no`: this leg has no money and can't get any without us.
 * - `doubt`: neither is proven yet.
 */
export type LegEnd = 'won' | 'no' | 'doubt';

/** Takes a leg as far towards the charge as it goes now, from whatever state it is in. */
export async function workLeg(
  session: Session,
  legNumber: number,
  effort: Effort,
  tools: Tools,
): Promise<LegEnd> {
  const leg = (): Leg => legOf(session.payment, legNumber);
  const { captureMode } = session.payment;

  // A doubt from before: find out first, then replay what is still open under its own key.
  if (isMoneyInDoubt(leg())) await look(session, legNumber, effort.purpose, tools);
  if (leg().state === 'void-unknown') {
    await callProvider(session, legNumber, 'void', 'fence', tools);
  }
  if (leg().state === 'create-unknown' && isCreateStale(leg(), tools)) {
    session.updateLeg(withNextKey(leg(), 'create'));
  }
  if (leg().state === 'new' || leg().state === 'create-unknown') {
    await attempt(session, legNumber, 'create', effort, tools);
  }
  if (leg().state === 'confirm-unknown' && isBarred(session.payment)) {
    await closeDoubt(session, legNumber, tools);
  } else if (leg().state === 'created' || leg().state === 'confirm-unknown') {
    await attempt(session, legNumber, 'confirm', effort, tools);
  }
  // Held first and taken second: the policy that may hold at two providers and takes one.
  if (
    captureMode === 'automatic' &&
    (leg().state === 'held' || leg().state === 'capture-unknown')
  ) {
    await attempt(session, legNumber, 'capture', effort, tools);
  }
  return endOf(leg(), captureMode === 'manual');
}

/**
 * Its key may have an error stored that every replay repeats. What it may have made was never
 * confirmed and so holds nothing: another may be made.
 */
const isCreateStale = (leg: Leg, tools: Tools): boolean =>
  (leg.tries.create ?? 0) > 1 && isOverdue(leg, tools);

export function endOf(leg: Leg, isHoldEnough: boolean): LegEnd {
  if (leg.state === 'taken') return 'won';
  if (leg.state === 'held') return isHoldEnough ? 'won' : 'doubt';
  return isMoneyInDoubt(leg) ? 'doubt' : 'no';
}
