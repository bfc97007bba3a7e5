import type { Policy } from '../../harness/core/policy.ts';
import type { ProviderAnswer } from '../providers/adapter.ts';
import { backoffMs } from '../resilience/backoff.ts';
import { isOurOwnRefusal } from '../resilience/guard.ts';
import { sleep } from '../resilience/sleep.ts';
import { callProvider, type Purpose } from './call.ts';
import { isMoneyInDoubt, withNextKey, type EffectOperation } from './leg.ts';
import { legOf } from './payment.ts';
import type { Session } from './session.ts';
import type { Tools } from './tools.ts';

/** How hard to try just now. */
export interface Effort {
  readonly purpose: Purpose;
  /** Tries of one operation, the first included. */
  readonly maxTries: number;
  /** Epoch ms after which no retry begins. */
  readonly retryUntil: number;
  /** An unknown confirm is not retried when a hold elsewhere is the policy's better answer. */
  readonly retriesDoubt: boolean;
}

/**
 * One operation with its retries at the same provider. Retries keep the key unless the policy is
 * the bad one that mints a new one each time.
 */
export async function attempt(
  session: Session,
  legNumber: number,
  operation: EffectOperation,
  effort: Effort,
  tools: Tools,
): Promise<ProviderAnswer> {
  const { policy, budget, random } = tools;
  budget.deposit();
  for (let retry = 1; ; retry += 1) {
    const answer = await callProvider(session, legNumber, operation, effort.purpose, tools);
    if (answer.outcome === 'refused' && operation !== 'create' && looksUp(policy)) {
      // What was refused may be done already, or impossible by now.
      await look(session, legNumber, effort.purpose, tools);
    }
    if (!isWorthRetrying(answer) || retry >= effort.maxTries) return answer;
    if (answer.outcome === 'unknown' && !effort.retriesDoubt) return answer;
    // A provider may have stored a 5xx under the key and would repeat it for ever, so a second
    // unknown is looked up before it is tried again.
    if (retry > 1 && looksUp(policy)) {
      if (await isSettledByLook(session, legNumber, effort.purpose, tools)) return answer;
    }
    const waitMs = backoffMs(policy.retry.backoff, retry, answer.retryAfterMs, random);
    if (Date.now() + waitMs > effort.retryUntil || tools.stopped.aborted) return answer;
    if (!budget.withdraw()) return answer;
    if (policy.retry.idempotencyKey === 'new') {
      session.updateLeg(withNextKey(legOf(session.payment, legNumber), operation));
    }
    await session.flush();
    await sleep(waitMs, tools.stopped);
  }
}

/** Asks the provider what became of a leg. */
export async function look(
  session: Session,
  legNumber: number,
  purpose: Purpose,
  tools: Tools,
): Promise<void> {
  if (legOf(session.payment, legNumber).object === null) return;
  await callProvider(session, legNumber, 'retrieve', purpose, tools);
}

/** Who fails over on an unknown, or never looks at one again, does not ask what became of it. */
const looksUp = ({ failover, reconcile }: Policy): boolean =>
  failover.kind !== 'on-unknown' && reconcile.isEnabled;

const isWorthRetrying = (answer: ProviderAnswer): boolean =>
  answer.outcome === 'unknown' ||
  (answer.outcome === 'not-processed' && !isOurOwnRefusal(answer.code));

async function isSettledByLook(
  session: Session,
  legNumber: number,
  purpose: Purpose,
  tools: Tools,
): Promise<boolean> {
  if (!isMoneyInDoubt(legOf(session.payment, legNumber))) return false;
  await look(session, legNumber, purpose, tools);
  return !isMoneyInDoubt(legOf(session.payment, legNumber));
}
