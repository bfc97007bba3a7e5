import { checkOut } from './checkout.ts';
import type { Journey } from './journey.ts';

/** Buys, and reloads the page until it says something final. */
export const pay: Journey = async (visit) => {
  await checkOut(visit, { tab: 0, capture: 'automatic' });
};
