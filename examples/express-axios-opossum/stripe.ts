import axios from 'axios';
import { CALL_MS, statusOf, type Card, type Provider, type Seen } from './provider.ts';

interface Intent {
  readonly id: string;
  readonly status: string;
  readonly last_payment_error?: object | null;
}

/** Stripe's API by axios: forms in, JSON out. */
export function connectStripe(): Provider {
  const { STRIPE_BASE_URL = 'https://api.stripe.com', STRIPE_SECRET_KEY = '' } = process.env;
  const client = axios.create({
    baseURL: `${STRIPE_BASE_URL}/v1`,
    timeout: CALL_MS,
    headers: { authorization: `Bearer ${STRIPE_SECRET_KEY}` },
  });
  const post = async (path: string, form: object, key: string): Promise<Seen> => {
    const { data } = await client.post<Intent>(path, form, {
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'idempotency-key': key,
      },
    });
    return seen(data);
  };
  return {
    name: 'stripe',
    supports: () => true,
    create: ({ id, orderId, amountMinor, currency, capture }) =>
      post(
        '/payment_intents',
        {
          amount: amountMinor,
          currency: currency.toLowerCase(),
          capture_method: capture,
          payment_method_types: ['card'],
          metadata: { order_id: orderId },
        },
        `${id}-create`,
      ),
    confirm: async ({ id }, reference, card) => {
      const form = { payment_method_data: { type: 'card', card: cardOf(card) } };
      try {
        return await post(`/payment_intents/${reference}/confirm`, form, `${id}-confirm`);
      } catch (error) {
        if (statusOf(error) === 402) return { reference, status: 'declined' };
        throw error;
      }
    },
    capture: async ({ id }, reference) => {
      await post(`/payment_intents/${reference}/capture`, {}, `${id}-capture`);
    },
    refund: async ({ id }, reference) => {
      await post('/refunds', { payment_intent: reference }, `${id}-refund`);
    },
    look: async (reference) => {
      const { data } = await client.get<Intent>(`/payment_intents/${reference}`);
      return seen(data);
    },
    cancel: (reference) => post(`/payment_intents/${reference}/cancel`, {}, `${reference}-cancel`),
  };
}

function seen({ id, status, last_payment_error: error = null }: Intent): Seen {
  if (status === 'succeeded') return { reference: id, status: 'paid' };
  if (status === 'requires_capture') return { reference: id, status: 'authorised' };
  if (status === 'canceled') return { reference: id, status: 'cancelled' };
  return { reference: id, status: error === null ? 'open' : 'declined' };
}

const cardOf = (card: Card) => ({
  number: card.number,
  exp_month: card.expiryMonth,
  exp_year: card.expiryYear,
  cvc: card.cvc,
});
