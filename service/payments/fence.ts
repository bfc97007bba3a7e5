import { assertNever } from '../../harness/core/assert-never.ts';
import type { Fenced } from '../../harness/core/events.ts';
import { look } from './attempt.ts';
import { callProvider } from './call.ts';
import { abandonDoubt, isMoneyInDoubt, type Leg } from './leg.ts';
import { legOf } from './payment.ts';
import type { Session } from './session.ts';
import { providerOf, type Tools } from './tools.ts';

/**
 * Tries to end a doubt for good, so that another provider may be asked: by finding out, or by
 * shutting the object so that a confirm which arrives late is refused.
 */
export async function fence(session: Session, legNumber: number, tools: Tools): Promise<void> {
  const leg = (): Leg => legOf(session.payment, legNumber);
  const { adapter, guard } = providerOf(tools, leg().provider);
  if (leg().object === null) return;
  const canCancel = adapter.capabilities.fence === 'cancel';
  // Cancelling would also give up a hold that we would rather keep; money that was taken
  // automatically can't be lost that way, the cancel is refused.
  if (!canCancel || leg().captureMode === 'manual') {
    await look(session, legNumber, 'fence', tools);
  }
  if (!canCancel) return;
  if (isMoneyInDoubt(leg()) && guard.unusable() === null) {
    await callProvider(session, legNumber, 'void', 'fence', tools);
  }
  if (isMoneyInDoubt(leg()) && guard.unusable() === null) {
    await look(session, legNumber, 'fence', tools);
  }
}

/** Long enough to believe a provider that says it never saw what was sent. */
export const isOverdue = (leg: Leg, { policy }: Tools): boolean =>
  Date.now() - (leg.doubtSince ?? Date.now()) >= policy.reconcile.settleAfterMs;

/**
 * Ends the doubt of a card that must not be presented again: by the fence where there is one, else
 * by giving it up when it is overdue. A webhook about it opens it again.
 */
export async function closeDoubt(session: Session, legNumber: number, tools: Tools): Promise<void> {
  await fence(session, legNumber, tools);
  const leg = legOf(session.payment, legNumber);
  const { adapter } = providerOf(tools, leg.provider);
  if (leg.state !== 'confirm-unknown' || adapter.capabilities.fence === 'cancel') return;
  if (isOverdue(leg, tools)) session.updateLeg(abandonDoubt(leg));
}

/** Audits why the leg can take no money any more. */
export function recordFence(session: Session, leg: Leg, now: number): void {
  const { order, id: payment } = session.payment;
  const proof = proofOf(leg);
  if (proof === null) return;
  session.record({ kind: 'fenced', t: now, order, payment, provider: leg.provider, proof });
}

function proofOf(leg: Leg): Fenced['proof'] | null {
  switch (leg.state) {
    case 'new':
    case 'create-unknown':
    case 'created':
      // The step that could move money was never sent, or definitely not processed.
      return 'not-processed';
    case 'declined':
      return 'declined';
    case 'refused':
      return 'refused';
    case 'shut':
      return leg.authorisation === null ? 'cancelled' : 'voided';
    case 'confirm-unknown':
    case 'held':
    case 'capture-unknown':
    case 'taken':
    case 'void-unknown':
    case 'refund-unknown':
    case 'returned':
      return null;
    default:
      return assertNever(leg.state);
  }
}
