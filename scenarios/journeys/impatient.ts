import { checkOut, submit } from './checkout.ts';
import type { Journey } from './journey.ts';

/**
 * Gives up on the first tab when patience ends and submits the same order from a second one. Which
 * key the second tab sends is the order's: the same where the shop keeps it with the basket, a new
 * one where each page load mints its own.
 */
export const impatient: Journey = async (visit) => {
  const first = await submit(visit, {
    tab: 0,
    capture: 'automatic',
    patienceMs: visit.order.patienceMs,
  });
  const isAnswered = first.claim !== null && first.claim.status !== 'pending';
  if (!isAnswered) await checkOut(visit, { tab: 1, capture: 'automatic' });
};
