import CircuitBreaker from 'opossum';
import type { Payments } from './app.ts';
import type { Card, Provider } from './provider.ts';
import type { Payment, Store, Wish } from './store.ts';

export interface PaymentsParts {
  readonly store: Store;
  readonly stripe: Provider;
  readonly paypal: Provider;
}

/** Stripe behind a circuit breaker, and PayPal when that fails. */
export function createPayments({ store, stripe, paypal }: PaymentsParts): Payments {
  const charge = (provider: Provider) => async (payment: Payment, card: Card) => {
    const { reference } = await provider.create(payment);
    const seen = await provider.confirm(payment, reference, card);
    const change = { provider: provider.name, reference };
    if (seen.status === 'declined') {
      store.update(payment.id, { ...change, status: 'not-charged', reason: 'declined' });
    } else {
      const status = seen.status === 'authorised' ? 'authorised' : 'paid';
      store.update(payment.id, { ...change, status });
    }
  };
  const breaker = new CircuitBreaker(charge(stripe), {
    timeout: 1_500,
    errorThresholdPercentage: 50,
    volumeThreshold: 10,
    resetTimeout: 5_000,
  });
  breaker.fallback(charge(paypal));

  return {
    pay: async (payment, card) => {
      try {
        await breaker.fire(payment, card);
      } catch {
        store.update(payment.id, { status: 'not-charged', reason: 'unavailable' });
      }
    },
    fulfil: async (payment: Payment, wish: Wish) => {
      const provider = payment.provider === 'paypal' ? paypal : stripe;
      await provider[wish](payment, payment.reference ?? '');
      store.update(payment.id, { status: wish === 'capture' ? 'paid' : 'refunded' });
    },
  };
}
