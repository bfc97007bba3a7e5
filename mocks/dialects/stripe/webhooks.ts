import { createHmac } from 'node:crypto';
import type { WebhookRules } from '../../kernel/webhook-rules.ts';
import type { StripeState } from './state.ts';
import type { WebhookSecrets } from './webhook-secrets.ts';

const THREE_DAYS_MS = 3 * 86_400_000;
const LONGEST_DELAY_MS = 4 * 3_600_000;

/**
 * For up to three days, exponentially, as docs.stripe.com/webhooks says; the steps it does not say.
 * They begin at one second, since drills last minutes.
 */
export function retryDelaysMs(): readonly number[] {
  const delays: number[] = [];
  let totalMs = 0;
  for (;;) {
    const delayMs = Math.min(1000 * 2 ** delays.length, LONGEST_DELAY_MS);
    totalMs += delayMs;
    if (totalMs > THREE_DAYS_MS) return delays;
    delays.push(delayMs);
  }
}

/** A secret that no endpoint was ever given. */
const STRANGER = 'of_somebody_who_is_not_stripe';

/**
 * Signed as docs.stripe.com/webhooks#verify-manually has it, with the secret of the endpoint that
 * it goes to.
 */
export function stripeWebhooks(state: StripeState, secrets: WebhookSecrets): WebhookRules {
  return {
    timeoutMs: 10_000,
    retryDelaysMs: retryDelaysMs(),
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
