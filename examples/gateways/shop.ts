import Stripe from 'stripe';

/** What the shop knows about one order. `unknown`: the money may have moved; look before retrying. */
export type Outcome = 'paid' | 'declined' | 'unknown';

/** A small shop that charges cards through Stripe's official client. */
export class Shop {
  readonly #stripe: Stripe;

  /** @param baseUrl left out: Stripe itself */
  constructor(secretKey: string, baseUrl?: string) {
    const address = baseUrl === undefined ? null : new URL(baseUrl);
    this.#stripe = new Stripe(secretKey, {
      maxNetworkRetries: 0,
      timeout: 2000,
      ...(address === null
        ? {}
        : { host: address.hostname, port: Number(address.port), protocol: 'http' as const }),
    });
  }

  /** The order is the idempotency key: asking again never charges again. */
  async charge(order: string, amount: number, paymentMethod: string): Promise<Outcome> {
    try {
      const intent = await this.#stripe.paymentIntents.create(
        {
          amount,
          currency: 'eur',
          payment_method: paymentMethod,
          confirm: true,
          metadata: { order_id: order },
          automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
        },
        { idempotencyKey: order },
      );
      return intent.status === 'succeeded' ? 'paid' : 'unknown';
    } catch (error) {
      if (error instanceof Stripe.errors.StripeCardError) return 'declined';
      return 'unknown';
    }
  }
}
