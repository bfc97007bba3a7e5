import type { CardOptions, Intent } from './objects.ts';
import type { StripeState } from './state.ts';

export const PLAIN_CARD: CardOptions = Object.freeze({
  requestThreeDSecure: 'automatic',
  requestMulticapture: false,
  requestIncremental: false,
});

type NewIntent = Pick<Intent, 'amount' | 'currency'> & Partial<Intent>;

/** Every field of an intent, those that are not given as Stripe has them by default. */
export function newIntent(state: StripeState, given: NewIntent): Intent {
  const { ids } = state.gateway;
  const id = given.id ?? ids.next('pi_3', 23);
  return {
    id,
    clientSecret: ids.next(`${id}_secret_`, 25),
    created: state.now(),
    amount: given.amount,
    currency: given.currency,
    captureMethod: given.captureMethod ?? 'automatic_async',
    confirmationMethod: given.confirmationMethod ?? 'automatic',
    hasAutomaticMethods: given.hasAutomaticMethods ?? true,
    allowsRedirects: given.allowsRedirects ?? true,
    status: given.status ?? 'requires_payment_method',
    amountCapturable: 0,
    amountReceived: 0,
    customer: given.customer ?? null,
    paymentMethod: given.paymentMethod ?? null,
    latestCharge: null,
    lastError: null,
    action: null,
    isAuthenticated: false,
    setupFutureUsage: given.setupFutureUsage ?? null,
    cardOptions: given.cardOptions ?? PLAIN_CARD,
    shipping: given.shipping ?? null,
    canceledAt: null,
    cancellationReason: null,
    description: given.description ?? null,
    receiptEmail: given.receiptEmail ?? null,
    statementDescriptor: given.statementDescriptor ?? null,
    statementDescriptorSuffix: given.statementDescriptorSuffix ?? null,
    transferGroup: given.transferGroup ?? null,
    metadata: given.metadata ?? {},
  };
}
