import { capture, credit, giveBack, hold } from './charge-money.ts';
import { addCharge } from './new-charge.ts';
import { newIntent } from './new-intent.ts';
import type { CardOptions, Charge, Intent, IntentStatus, Refund } from './objects.ts';
import { addVisa } from './payment-methods.ts';
import type { StripeState } from './state.ts';

// What a lenient gateway makes up for ids that it does not know, so that suites written for a
// stateless mock run. Its money goes through the ledger like any other.

const TERMS = { amount: 2000, currency: 'usd' } as const;
const ALL_OPTIONS: CardOptions = {
  requestThreeDSecure: 'automatic',
  requestMulticapture: true,
  requestIncremental: true,
};

export const isStandIn = (state: StripeState, id: string): boolean => state.standIns.has(id);

export function makeIntent(state: StripeState, id: string | null, status: IntentStatus): Intent {
  const isManual = status === 'requires_capture';
  const intent = newIntent(state, {
    ...TERMS,
    ...(id === null ? {} : { id }),
    captureMethod: isManual ? 'manual' : 'automatic',
    cardOptions: ALL_OPTIONS,
    status,
  });
  state.addIntent(intent);
  state.standIns.set(intent.id, true);
  const method = addVisa(state);
  if (status !== 'requires_payment_method') intent.paymentMethod = method.id;
  if (isManual || status === 'succeeded') {
    const charge = makeCharge(state, null, isManual ? 'held' : 'captured', intent);
    intent.amountCapturable = charge.amountCapturable;
    intent.amountReceived = charge.amountCaptured;
  }
  if (status === 'requires_action') {
    intent.action = { url: state.authenticationUrl(intent.id), returnUrl: null };
  }
  if (status === 'canceled') intent.canceledAt = state.now();
  return intent;
}

export function makeCharge(
  state: StripeState,
  id: string | null,
  fit: 'captured' | 'held',
  intent: Intent | null = null,
): Charge {
  const terms = intent ?? newIntent(state, TERMS);
  const charge = addCharge(state, terms, {
    ...(id === null ? {} : { id }),
    intent,
    method: addVisa(state),
    failure: null,
    isHeld: fit === 'held',
    isThreeDSecure: false,
  });
  state.standIns.set(charge.id, true);
  hold(state, charge, charge.amount, null);
  if (fit === 'captured') credit(state, charge, capture(state, charge, charge.amount, null));
  return charge;
}

export function makeRefund(
  state: StripeState,
  id: string | null,
  status: Refund['status'],
): Refund {
  const charge = makeCharge(state, null, 'captured');
  const named = { id: id ?? state.gateway.ids.next('re_3', 23), amount: charge.amount };
  const refund: Refund = {
    ...named,
    charge: charge.id,
    intent: null,
    created: state.now(),
    currency: charge.currency,
    reason: null,
    status,
    balanceTransaction: giveBack(state, charge, named, null),
    metadata: {},
  };
  state.refunds.set(refund.id, refund);
  state.standIns.set(refund.id, true);
  return refund;
}
