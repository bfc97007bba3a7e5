import type { ProviderName } from '../../harness/core/outcome.ts';
import { degrade } from '../degrade/degrade.ts';
import { chooseRoute, isPassing, type Route } from '../routing/route.ts';
import { backoffMs } from '../resilience/backoff.ts';
import { isOurOwnRefusal } from '../resilience/guard.ts';
import { sleep } from '../resilience/sleep.ts';
import type { Effort } from './attempt.ts';
import { fence, recordFence } from './fence.ts';
import { endOf, workLeg, type LegEnd } from './leg-work.ts';
import { canResume, isDeclined, isMoneyInDoubt, startLeg, type Leg } from './leg.ts';
import { activeLegOf, isBarred, legOf, type Payment } from './payment.ts';
import type { Session } from './session.ts';
import { providerOf, type Tools } from './tools.ts';

/** Who drives, and until when. */
export type Drive =
  { readonly kind: 'customer'; readonly answerBy: number } | { readonly kind: 'reconciler' };

/**
 * Brings a payment towards its charge: leg after leg, another provider only where the policy
 * allows it. Ends when the payment is final, or waits for the reconciler.
 */
export async function charge(session: Session, drive: Drive, tools: Tools): Promise<void> {
  const tried = new Set<ProviderName>();
  for (;;) {
    if (session.payment.activeLeg === null && isBarred(session.payment)) {
      return conclude(session, tools);
    }
    const leg = activeLegOf(session.payment) ?? nextLeg(session, tried, tools);
    if (leg === null) return conclude(session, tools);
    tried.add(leg.provider);
    const effort = effortFor(session.payment, drive, tried, tools);
    let end = await workLeg(session, leg.number, effort, tools);
    if (tools.policy.retry.idempotencyKey === 'new' && end !== 'won') {
      end = await retryWithNewKeys(session, effort, tools);
    }
    if (end === 'doubt') end = await faceDoubt(session, drive, tried, tools);
    if (end === 'won') return win(session);
    if (end === 'doubt') return wait(session, tools);
    if (tools.stopped.aborted) return session.flush();
    giveUp(session);
    if (!mayFailOver(session.payment, tools)) return conclude(session, tools);
  }
}

function nextLeg(session: Session, tried: ReadonlySet<ProviderName>, tools: Tools): Leg | null {
  const { payment } = session;
  const route = chooseRoute(payment, tried, tools);
  recordRoute(session, route);
  if (route.provider === null) return null;
  const resumed = payment.legs.find((leg) => leg.provider === route.provider && canResume(leg));
  const leg = resumed ?? newLeg(payment, route.provider, tools);
  session.updateLeg(leg);
  session.update({ activeLeg: leg.number });
  return leg;
}

function newLeg(payment: Payment, provider: ProviderName, tools: Tools): Leg {
  const { canAuthoriseOnly } = providerOf(tools, provider).adapter.capabilities;
  const holdsFirst = tools.policy.failover.kind === 'second-hold' && canAuthoriseOnly;
  return startLeg(payment.legs.length, provider, holdsFirst ? 'manual' : payment.captureMode);
}

function recordRoute(session: Session, route: Route): void {
  const { order, id: payment } = session.payment;
  session.record({ kind: 'routed', t: Date.now(), order, payment, ...route });
}

/** A customer's time is shared out among the providers that may still be asked. */
function effortFor(
  payment: Payment,
  drive: Drive,
  tried: ReadonlySet<ProviderName>,
  tools: Tools,
): Effort {
  if (drive.kind === 'reconciler') {
    return { purpose: 'reconcile', maxTries: 1, retryUntil: 0, retriesDoubt: false };
  }
  const { retry, failover } = tools.policy;
  const hasNext = failover.kind !== 'none' && chooseRoute(payment, tried, tools).provider !== null;
  const now = Date.now();
  return {
    purpose: 'pay',
    maxTries: retry.idempotencyKey === 'new' ? 1 : retry.maxAttempts,
    retryUntil: hasNext ? now + Math.max(0, drive.answerBy - now) / 2 : drive.answerBy,
    retriesDoubt: !hasNext || failover.kind === 'fenced',
  };
}

/**
 * The bad policy: each retry is a new payment to the provider, and what became of the one before
 * is forgotten.
 */
async function retryWithNewKeys(session: Session, effort: Effort, tools: Tools): Promise<LegEnd> {
  const { retry } = tools.policy;
  const isHoldEnough = session.payment.captureMode === 'manual';
  for (let tries = 1; ; tries += 1) {
    const leg = activeLegOf(session.payment);
    if (leg === null) return 'no';
    const end = endOf(leg, isHoldEnough);
    const isFailure = end === 'doubt' || canResume(leg);
    if (!isFailure || effort.purpose !== 'pay' || tries >= retry.maxAttempts) return end;
    if (leg.code !== null && isOurOwnRefusal(leg.code)) return end;
    const waitMs = backoffMs(retry.backoff, tries, null, tools.random);
    if (Date.now() + waitMs > effort.retryUntil || !tools.budget.withdraw()) return end;
    await session.flush();
    await sleep(waitMs, tools.stopped);
    session.updateLeg({ ...leg, isForgotten: true });
    const next = newLeg(session.payment, leg.provider, tools);
    session.updateLeg(next);
    session.update({ activeLeg: next.number });
    await workLeg(session, next.number, effort, tools);
  }
}

/** What the policy does while the first provider's answer is not known. */
async function faceDoubt(
  session: Session,
  drive: Drive,
  tried: ReadonlySet<ProviderName>,
  tools: Tools,
): Promise<LegEnd> {
  const { failover, reconcile } = tools.policy;
  const leg = activeLegOf(session.payment);
  if (leg === null) return 'no';
  const hasNext = chooseRoute(session.payment, tried, tools).provider !== null;
  const isConfirmDoubt = leg.state === 'confirm-unknown' || leg.state === 'void-unknown';
  if (failover.kind === 'none' || !isConfirmDoubt) return 'doubt';
  if (failover.kind === 'on-unknown') {
    if (!hasNext) return 'doubt';
    session.updateLeg({ ...leg, isForgotten: true });
    return 'no';
  }
  // Its hold, if there is one, is voided when it is found: the payment moves on meanwhile.
  if (failover.kind === 'second-hold' && hasNext && leg.captureMode === 'manual') return 'no';
  const isOverdue = Date.now() - (leg.doubtSince ?? Date.now()) >= reconcile.settleAfterMs;
  if (drive.kind === 'customer' ? hasNext : isOverdue) await fence(session, leg.number, tools);
  return endOf(legOf(session.payment, leg.number), session.payment.captureMode === 'manual');
}

/** Moves on from the active leg, which has no money, or none that the policy waits for. */
export function giveUp(session: Session): void {
  const leg = activeLegOf(session.payment);
  if (leg === null) return;
  recordFence(session, leg, Date.now());
  session.update({ activeLeg: null });
}

/** Hard declines and mistakes in the card's data are never presented again, anywhere. */
const mayFailOver = (payment: Payment, tools: Tools): boolean =>
  tools.policy.failover.kind !== 'none' && !isBarred(payment);

function win(session: Session): Promise<void> {
  const leg = activeLegOf(session.payment);
  if (leg === null) throw new TypeError('a payment was won without a leg');
  session.become(
    leg.state === 'taken' ? 'paid' : 'authorised',
    {
      goal: 'rest',
      provider: leg.provider,
      providerReference: leg.object,
      isQueued: false,
    },
    Date.now(),
  );
  return session.flush();
}

/** No provider is left to ask just now. */
function conclude(session: Session, tools: Tools): Promise<void> {
  const { payment } = session;
  const doubtful = payment.legs.find((leg) => !leg.isForgotten && isMoneyInDoubt(leg));
  if (doubtful !== undefined) {
    session.update({ activeLeg: doubtful.number });
    return wait(session, tools);
  }
  const now = Date.now();
  const legs = payment.legs.filter((leg) => !leg.isForgotten);
  const declined = legs.find(isDeclined);
  if (declined !== undefined) {
    const { provider, object, code } = declined;
    const patch = { goal: 'rest', reason: 'declined', code, provider, isQueued: false } as const;
    session.become('not-charged', { ...patch, providerReference: object }, now);
  } else if (isImpossible(payment, legs, tools)) {
    const code = legs.findLast((leg) => leg.code !== null)?.code ?? 'unsupported';
    session.become('not-charged', { goal: 'rest', reason: 'invalid', code, isQueued: false }, now);
  } else {
    degrade(session, now, tools);
  }
  return session.flush();
}

/** Every provider refused it or does not take it: waiting would not help. */
function isImpossible(payment: Payment, legs: readonly Leg[], tools: Tools): boolean {
  if (legs.some((leg) => leg.state !== 'refused')) return false;
  const { skipped, provider } = chooseRoute(payment, new Set(), tools);
  return provider === null && !skipped.some(({ reason }) => isPassing(reason));
}

/** The customer is told "pending" and the reconciler goes on. */
function wait(session: Session, tools: Tools): Promise<void> {
  const now = Date.now();
  if (session.payment.status === 'processing') {
    const promisedUntil = now + tools.policy.degradation.promisedWithinMs;
    session.become('pending', { promisedUntil }, now);
  }
  return session.flush();
}
