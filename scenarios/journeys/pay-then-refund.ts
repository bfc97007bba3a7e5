import { doAfterPayment } from './after-payment.ts';
import { checkOut } from './checkout.ts';
import type { Journey } from './journey.ts';

/** Buys and sends everything back. */
export const payThenRefund: Journey = async (visit) => {
  const told = await checkOut(visit, { tab: 0, capture: 'automatic' });
  if (told.claim?.status === 'paid' && told.payment !== null) {
    await doAfterPayment(visit, told.payment, 'refund');
  }
};
