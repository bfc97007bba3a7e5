import { doAfterPayment } from './after-payment.ts';
import { checkOut } from './checkout.ts';
import type { Journey } from './journey.ts';

/** The money is held at the order and taken when the goods leave. */
export const payThenCapture: Journey = async (visit) => {
  const told = await checkOut(visit, { tab: 0, capture: 'manual' });
  if (told.claim?.status === 'authorised' && told.payment !== null) {
    await doAfterPayment(visit, told.payment, 'capture');
  }
};
