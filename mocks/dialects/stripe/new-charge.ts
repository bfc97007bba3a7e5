import type { Charge, Intent, PaymentMethod } from './objects.ts';
import { PLAIN_CARD } from './new-intent.ts';
import type { StripeState } from './state.ts';

/** How long a card's hold lasts (docs.stripe.com/payments/place-a-hold-on-a-payment-method). */
const HOLD_SECONDS = 7 * 24 * 60 * 60;

type Terms = Pick<
  Intent,
  'amount' | 'currency' | 'customer' | 'description' | 'receiptEmail' | 'transferGroup' | 'metadata'
>;

interface Presentation {
  readonly id?: string;
  readonly intent: Intent | null;
  readonly method: PaymentMethod;
  readonly failure: Charge['failure'];
  readonly isHeld: boolean;
  readonly isThreeDSecure: boolean;
}

/** One presentation of a card to its issuer, which moved nothing yet. */
export function addCharge(state: StripeState, terms: Terms, presentation: Presentation): Charge {
  const { intent, method, failure, isHeld, isThreeDSecure } = presentation;
  const options = intent?.cardOptions ?? PLAIN_CARD;
  const charge: Charge = {
    id: presentation.id ?? state.gateway.ids.next('ch_3', 23),
    intent: intent?.id ?? null,
    created: state.now(),
    amount: terms.amount,
    currency: terms.currency,
    customer: terms.customer,
    paymentMethod: method,
    failure,
    isThreeDSecure,
    description: terms.description,
    receiptEmail: terms.receiptEmail,
    transferGroup: terms.transferGroup,
    metadata: terms.metadata,
    captureBefore: isHeld ? state.now() + HOLD_SECONDS : null,
    allowsMulticapture: isHeld && options.requestMulticapture,
    allowsIncrement: isHeld && options.requestIncremental,
    isCaptured: false,
    amountCapturable: 0,
    amountCaptured: 0,
    amountRefunded: 0,
    captures: 0,
    increments: 0,
    balanceTransaction: null,
  };
  state.charges.set(charge.id, charge);
  if (intent !== null) intent.latestCharge = charge.id;
  return charge;
}
