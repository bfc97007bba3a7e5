import { checkOut } from './checkout.ts';
import { poll } from './follow.ts';
import type { Journey } from './journey.ts';

/**
 * Comes back once more after the answer, final or not: a receipt page that is opened again has to
 * say the same thing, and what was accepted has to have been worked off.
 */
export const pollAccepted: Journey = async (visit) => {
  const told = await checkOut(visit, { tab: 0, capture: 'automatic' });
  if (told.claim === null) return;
  await poll(visit, told.payment, 0);
};
