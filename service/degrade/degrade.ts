import type { Payment } from '../payments/payment.ts';
import type { Session } from '../payments/session.ts';
import type { Tools } from '../payments/tools.ts';

// Ways to pay that need neither of the card gateways.
const OFFLINE_METHODS: readonly string[] = ['bank transfer', 'pay on delivery'];

/**
 * What a payment becomes when no provider is usable and none can have taken its money: accepted
 * to be worked off later where the policy allows it, else not charged, with what works instead.
 */
export function degrade(session: Session, now: number, tools: Tools): void {
  const { payment } = session;
  const { degradation } = tools.policy;
  if (degradation.acceptAndQueue && (!payment.isQueued || now < payment.promisedUntil)) {
    if (payment.isQueued) return;
    const promisedUntil = now + degradation.promisedWithinMs;
    session.become('pending', { isQueued: true, isDegraded: true, promisedUntil }, now);
    return;
  }
  const alternatives = degradation.offerOtherMethod ? alternativesOf(payment, tools) : [];
  session.become(
    'not-charged',
    {
      goal: 'rest',
      reason: 'unavailable',
      isDegraded: payment.isDegraded || alternatives.length > 0,
      isQueued: false,
      alternatives,
    },
    now,
  );
}

// A wallet is another method of a provider that still answers, but not for an amount or currency
// that the provider does not take.
function alternativesOf(payment: Payment, tools: Tools): readonly string[] {
  const paypal = tools.providers.get('paypal');
  const hasWallet =
    paypal !== undefined &&
    paypal.guard.unusable() === null &&
    paypal.adapter.supports(payment.currency, payment.amountMinor) === null &&
    !payment.legs.some((leg) => leg.provider === 'paypal');
  return hasWallet ? ['PayPal wallet', ...OFFLINE_METHODS] : OFFLINE_METHODS;
}
