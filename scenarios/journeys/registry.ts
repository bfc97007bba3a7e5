import type { JourneyName } from '../../harness/core/order.ts';
import { impatient } from './impatient.ts';
import type { Journey } from './journey.ts';
import { pay } from './pay.ts';
import { payThenCapture } from './pay-then-capture.ts';
import { payThenRefund } from './pay-then-refund.ts';
import { pollAccepted } from './poll-accepted.ts';

export const JOURNEY_REGISTRY: Readonly<Record<JourneyName, Journey>> = {
  pay,
  'pay-then-capture': payThenCapture,
  'pay-then-refund': payThenRefund,
  'poll-accepted': pollAccepted,
  // The two differ in the keys of their orders, not in what the customer does.
  'impatient-same-key': impatient,
  'impatient-new-key': impatient,
};
