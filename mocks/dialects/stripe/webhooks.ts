import { createHmac } from 'node:crypto';
import type { WebhookRules } from '../../kernel/webhook-rules.ts';
import type { StripeState } from './state.ts';
import type { WebhookSecrets } from './webhook-secrets.ts';

/** A secret that no endpoint was ever given. */
const STRANGER = 'of_somebody_who_is_not_stripe';

/**
 * Signed as docs.stripe.com/webhooks#verify-manually has it, with the secret of the endpoint that
 * it goes to.
 *
 * Stripe itself retries for up to three days, exponentially. Drills last minutes, so here the same
 * doubling starts at one second: 1, 2, 4 ... 64 s, then each minute, twelve tries in all.
 */
export function stripeWebhooks(state: StripeState, secrets: WebhookSecrets): WebhookRules {
  return {
    timeoutMs: 10_000,
    retryDelaysMs: [1, 2, 4, 8, 16, 32, 64, 60, 60, 60, 60].map((seconds) => seconds * 1000),
    order: 'none',
    isAccepted: (status) => status >= 200 && status < 300,
    dress: ({ body, recipient }, { nowMs, signer }) => {
      const headers = {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      };
      if (signer === 'nobody') return { headers, body };
      const t = Math.floor(nowMs / 1000);
      const own = state.webhookEndpoints.get(recipient ?? '')?.secret ?? secrets.first;
      const keys = signer === 'provider' ? secrets.signing(own) : [`whsec_${STRANGER}`];
      const signatures = keys.map(
        (key) => `v1=${createHmac('sha256', key).update(`${t}.${body}`).digest('hex')}`,
      );
      const signed = [`t=${t}`, ...signatures].join(',');
      return { headers: { ...headers, 'stripe-signature': signed }, body };
    },
  };
}
