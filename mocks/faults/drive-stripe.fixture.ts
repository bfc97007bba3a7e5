import Stripe from 'stripe';
import { stripeDialect } from '../dialects/stripe/index.ts';
import type { ProviderDriver } from './every-fault.fixture.ts';
import type { Rig, Seen } from './rig.fixture.ts';

const INTENTS = '/v1/payment_intents';
const SDK = new Stripe('sk_test_none');

/** Creates an intent and confirms it. */
export const STRIPE: ProviderDriver = {
  dialect: stripeDialect,
  currency: 'EUR',
  missing: {},
  async pay(rig, { order, key, headers = {} }) {
    const form = `amount=1000&currency=eur&metadata[order_id]=${order}&payment_method=pm_card_visa`;
    const created = await callStripe(rig, INTENTS, form, `create-${key}`, {});
    const id = fieldOf(created, 'id');
    if (typeof id !== 'string') return created;
    const confirm = 'return_url=https://shop.test';
    return callStripe(rig, `${INTENTS}/${id}/confirm`, confirm, key, headers);
  },
  read: async (rig, order) => {
    const { object } = rig.gateway.ledger().find((entry) => entry.order === order) ?? {};
    const { STRIPE_SECRET_KEY: secret = '' } = rig.gateway.environment;
    return rig.ask('GET', `${INTENTS}/${object ?? 'none'}`, {
      headers: { authorization: `Bearer ${secret}` },
    });
  },
  saysPaid: (seen) => fieldOf(seen, 'status') === 'succeeded',
  isGenuine: (rig, { headers, body }) => {
    const { STRIPE_WEBHOOK_SECRET: secret = '' } = rig.gateway.environment;
    return SDK.webhooks.constructEventAsync(body, headers['stripe-signature'] ?? '', secret).then(
      () => true,
      () => false,
    );
  },
};

function callStripe(
  rig: Rig,
  path: string,
  form: string,
  key: string,
  more: Readonly<Record<string, string>>,
): Promise<Seen> {
  const { STRIPE_SECRET_KEY: secret = '' } = rig.gateway.environment;
  const headers = { authorization: `Bearer ${secret}`, 'idempotency-key': key, ...more };
  return rig.ask('POST', path, { form, headers });
}

export function fieldOf(seen: Seen, field: string): unknown {
  try {
    const body: unknown = seen.kind === 'answered' ? JSON.parse(seen.body) : null;
    return typeof body === 'object' && body !== null ? Reflect.get(body, field) : undefined;
  } catch {
    return undefined;
  }
}
