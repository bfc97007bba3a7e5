import { assertNever } from '../../harness/core/assert-never.ts';
import type { Effort } from '../payments/attempt.ts';
import { charge, giveUp } from '../payments/charge.ts';
import { hasMoney, isInDoubt, isMoneyInDoubt } from '../payments/leg.ts';
import { activeLegOf, isUncertain, legsToRelease } from '../payments/payment.ts';
import { captureHold, giveBack, release } from '../payments/settle.ts';
import type { Session } from '../payments/session.ts';
import { providerOf, type Tools } from '../payments/tools.ts';
import { degrade } from '../degrade/degrade.ts';

/**
 * One round for one open payment: frees the legs that must not keep money, then goes on with what
 * the payment is for. A provider that would not be reached just now is left for the next round.
 */
export async function reconcilePayment(session: Session, tools: Tools): Promise<void> {
  const isAllowed = tools.policy.reconcile.isEnabled;
  if (isAllowed) {
    for (const leg of legsToRelease(session.payment)) {
      if (isReachable(session, leg.number, tools)) await release(session, leg.number, tools);
    }
  }
  const { payment } = session;
  const active = activeLegOf(payment);
  if (!isAllowed && (isUncertain(payment) || (active !== null && isInDoubt(active)))) return;
  const effort: Effort = {
    purpose: 'reconcile',
    maxTries: 1,
    retryUntil: 0,
    retriesDoubt: false,
  };
  switch (payment.goal) {
    case 'charge':
      return resumeCharge(session, tools);
    case 'capture':
      if (isActiveReachable(session, tools)) await captureHold(session, effort, tools);
      return undefined;
    case 'refund':
      if (isActiveReachable(session, tools)) await giveBack(session, effort, tools);
      return undefined;
    case 'rest':
      return undefined;
    default:
      return assertNever(payment.goal);
  }
}

async function resumeCharge(session: Session, tools: Tools): Promise<void> {
  const { payment } = session;
  const active = activeLegOf(payment);
  const isBound = active !== null && (isMoneyInDoubt(active) || hasMoney(active));
  if (isBound && !isActiveReachable(session, tools)) return;
  const now = Date.now();
  // A promise that can't be kept ends in a "no" as soon as that is certain.
  if (!isBound && !isUncertain(payment) && now >= payment.promisedUntil) {
    session.update({ activeLeg: null, isQueued: true });
    degrade(session, now, tools);
    return session.flush();
  }
  if (active !== null && !isBound && !isActiveReachable(session, tools)) {
    giveUp(session);
  }
  await charge(session, { kind: 'reconciler' }, tools);
}

const isActiveReachable = (session: Session, tools: Tools): boolean =>
  session.payment.activeLeg !== null && isReachable(session, session.payment.activeLeg, tools);

function isReachable(session: Session, legNumber: number, tools: Tools): boolean {
  const leg = session.payment.legs[legNumber];
  return leg !== undefined && providerOf(tools, leg.provider).guard.unusable() === null;
}
