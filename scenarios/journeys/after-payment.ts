import type { ClaimStatus } from '../../harness/core/claim.ts';
import { follow } from './follow.ts';
import { ask, hasTimeLeft, type Told, type Visit } from './visit.ts';

/** How often the merchant asks for the same capture or refund, with one key. */
const MAX_TRIES = 3;

/** What a merchant does to a payment that was taken: capture the hold, or give the money back. */
export async function doAfterPayment(
  visit: Visit,
  payment: string,
  request: 'capture' | 'refund',
): Promise<void> {
  const before: ClaimStatus = request === 'capture' ? 'authorised' : 'paid';
  const isFinal = (status: ClaimStatus): boolean => status !== 'pending' && status !== before;
  for (let turn = 0; turn < MAX_TRIES && hasTimeLeft(visit); turn += 1) {
    const told = await ask(visit, {
      request,
      method: 'POST',
      path: `/payments/${encodeURIComponent(payment)}/${request}`,
      key: `${visit.order.keys[0]}.${request}`,
      body: {},
      tab: 0,
    });
    const last = await follow(visit, known(told, payment), { tab: 0, isFinal });
    if (last.claim !== null && isFinal(last.claim.status)) return;
  }
}

const known = (told: Told, payment: string): Told => ({ ...told, payment });
