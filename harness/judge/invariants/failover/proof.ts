import type { AttemptEnded, AttemptStarted, Fenced } from '../../../core/events.ts';
import { isDefiniteNo } from '../../../core/outcome.ts';
import type { OrderHistory } from '../../history/order-history.ts';

/** What the service held in its hands when it turned to another provider. */
export interface Proof {
  readonly event: Fenced | AttemptEnded;
  /** `released`: money may have been held and was let go. `never`: none was ever held. */
  readonly kind: 'never' | 'released';
  readonly text: string;
}

/**
 * The proof, in the service's own order of events, that the earlier confirm could take nothing any
 * more when the later one began. That a retry was turned away proves nothing about the try before
 * it, which may still arrive; a decline of the same payment object does.
 */
export function findProof(
  history: OrderHistory,
  earlier: AttemptStarted,
  later: AttemptStarted,
): Proof | null {
  const isBetween = (seq: number): boolean => seq > earlier.seq && seq < later.seq;
  for (const end of history.ends) {
    if (!isBetween(end.seq) || end.payment !== earlier.payment) continue;
    if (end.attempt === earlier.attempt && isDefiniteNo(end.outcome)) {
      return { event: end, kind: 'never', text: `${end.outcome}, ${end.code}` };
    }
    if (end.provider !== earlier.provider) continue;
    if (end.decline !== null) return { event: end, kind: 'never', text: `declined, ${end.code}` };
    if (end.operation === 'void' && end.outcome === 'approved') {
      return { event: end, kind: 'released', text: 'voided' };
    }
  }
  for (const fence of history.fences) {
    if (fence.provider !== earlier.provider || fence.payment !== earlier.payment) continue;
    if (!isBetween(fence.seq)) continue;
    const isReleased = fence.proof === 'voided' || fence.proof === 'cancelled';
    return { event: fence, kind: isReleased ? 'released' : 'never', text: fence.proof };
  }
  return null;
}
