import type { ClaimStatus } from '../../harness/core/claim.ts';
import type { Order } from '../../harness/core/order.ts';
import type { PayRequest } from '../../harness/core/target-api.ts';
import { TEST_CARDS } from '../../harness/core/test-cards.ts';
import { follow } from './follow.ts';
import { ask, hasTimeLeft, type Told, type Visit } from './visit.ts';

/** How often an order that the shop has no trace of is submitted again, with the same key. */
const MAX_RESUBMISSIONS = 3;

export interface CheckoutOptions {
  readonly tab: 0 | 1;
  readonly capture: PayRequest['capture'];
}

/** Submits the order and follows it until the customer knows, or has had enough. */
export async function checkOut(visit: Visit, options: CheckoutOptions): Promise<Told> {
  let told = await submit(visit, options);
  for (let again = 0; ; again += 1) {
    if (!isWorthFollowing(told)) return told;
    told = await follow(visit, told, { tab: options.tab, isFinal: isFinalForPay });
    // The shop never got it (it was down, or the connection broke on the way there): the customer
    // presses "pay" again on the same form, which has the same key.
    const isUntraced = told.status === 404 && told.claim === null;
    if (!isUntraced || again === MAX_RESUBMISSIONS || !hasTimeLeft(visit)) return told;
    told = await submit(visit, options);
  }
}

/** One press of "pay". With `patienceMs` the tab is closed after that time. */
export function submit(
  visit: Visit,
  options: CheckoutOptions & { readonly patienceMs?: number },
): Promise<Told> {
  return ask(visit, {
    request: 'pay',
    method: 'POST',
    path: '/payments',
    key: visit.order.keys[options.tab],
    body: payRequestOf(visit.order, options.capture),
    tab: options.tab,
    ...(options.patienceMs === undefined ? {} : { patienceMs: options.patienceMs }),
  });
}

export const isFinalForPay = (status: ClaimStatus): boolean => status !== 'pending';

export function payRequestOf(order: Order, capture: PayRequest['capture']): PayRequest {
  const { number, brand } = TEST_CARDS[order.card];
  return {
    orderId: order.orderId,
    amountMinor: order.amountMinor,
    currency: order.currency,
    capture,
    card: {
      number,
      expiryMonth: 12,
      expiryYear: 2040,
      cvc: brand === 'amex' ? '1234' : '123',
    },
    customer: order.customer,
    locale: order.locale,
  };
}

// A 4xx without a claim says that the request is wrong: asking again would not change it. In
// flight (409) and too many (429) are about now, not about the request.
function isWorthFollowing(told: Told): boolean {
  if (told.claim !== null) return told.claim.status === 'pending';
  return told.status < 400 || told.status >= 500 || told.status === 409 || told.status === 429;
}
