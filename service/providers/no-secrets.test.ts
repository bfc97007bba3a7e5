import { describe, expect, it } from 'vitest';
import type { ProviderAdapter } from './adapter.ts';
import type { Send } from './http-send.ts';
import * as paypal from './testing/paypal-wire.ts';
import { ask, CARD_NUMBER, OPERATIONS } from './testing/provider-calls.ts';
import type { Ids } from './testing/provider-calls.ts';
import { sendOf } from './testing/spoiled-answers.ts';
import * as stripe from './testing/stripe-wire.ts';

// Codes end up in audits and logs. A gateway that repeats what it was sent must not bring a card or
// a key there.

const BASE_URL = 'http://127.0.0.1:1';
const secrets = [
  CARD_NUMBER,
  stripe.STRIPE_KEY,
  paypal.CLIENT_SECRET,
  paypal.TOKEN,
  `Your card ${CARD_NUMBER} was declined`,
];
const statuses = [200, 400, 401, 402, 404, 409, 422, 429, 500, 503];

const bodiesWith = (secret: string): readonly unknown[] => [
  stripe.error({ code: secret, message: secret }),
  stripe.error({ type: secret, message: secret }),
  stripe.error({ code: 'card_declined', decline_code: secret, message: secret }),
  stripe.intent(secret),
  stripe.intent('requires_payment_method', { last_payment_error: { code: secret } }),
  paypal.error(secret),
  paypal.error('UNPROCESSABLE_ENTITY', secret),
  paypal.order(secret),
  paypal.order('COMPLETED', {
    captures: [paypal.capture('DECLINED', { processor_response: { response_code: secret } })],
  }),
  { error: secret, error_description: secret },
];

const providers: readonly [string, (send: Send) => ProviderAdapter, Ids][] = [
  ['Stripe', (send) => stripe.stripeAt(BASE_URL, { send }), stripe.STRIPE_IDS],
  ['PayPal', (send) => paypal.paypalAt(BASE_URL, { send }), paypal.PAYPAL_IDS],
];

describe.each(providers)('an answer of %s', (_name, adapterOf, ids) => {
  it.each(secrets)('never brings %s into a log', async (secret) => {
    for (const body of bodiesWith(secret)) {
      for (const status of statuses) {
        const adapter = adapterOf(sendOf({ status, text: JSON.stringify(body) }));
        for (const operation of OPERATIONS) {
          const answer = await ask(adapter, operation, ids);
          expect(JSON.stringify(answer)).not.toContain(secret);
        }
      }
    }
  });

  it.each(secrets)('never brings %s from a failing connection into a log', async (secret) => {
    const failing: Send = async () => {
      throw Object.assign(new Error(secret), { code: secret });
    };
    const answer = await ask(adapterOf(failing), 'confirm', ids);
    expect(JSON.stringify(answer)).not.toContain(secret);
  });
});
