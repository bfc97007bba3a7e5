import { createHmac } from 'node:crypto';
import type { WebhookRules } from '../../kernel/webhook-rules.ts';
import { API_VERSION } from './api-version.ts';
import type { Intent } from './objects.ts';
import { orderOf, type StripeState } from './state.ts';

export type EventType =
  | 'charge.refunded'
  | 'payment_intent.amount_capturable_updated'
  | 'payment_intent.canceled'
  | 'payment_intent.created'
  | 'payment_intent.payment_failed'
  | 'payment_intent.succeeded';

/** What made an event happen; null when time did. */
export interface EventCause {
  readonly exchange: string;
  readonly key: string | null;
}

export function publishEvent(
  state: StripeState,
  type: EventType,
  intent: Intent,
  object: Record<string, unknown>,
  cause: EventCause | null,
): void {
  const id = state.gateway.ids.next('evt_', 24);
  state.gateway.publish({
    id,
    type,
    order: orderOf(intent),
    object: intent.id,
    body: JSON.stringify({
      id,
      object: 'event',
      api_version: API_VERSION,
      created: state.now(),
      data: { object },
      livemode: false,
      pending_webhooks: 1,
      request: { id: cause?.exchange ?? null, idempotency_key: cause?.key ?? null },
      type,
    }),
  });
}

/** A secret that no endpoint was ever given. */
const STRANGER = 'of_somebody_who_is_not_stripe';

/**
 * Signed as docs.stripe.com/webhooks#verify-manually has it.
 *
 * Stripe itself retries for up to three days, exponentially. Drills last minutes, so here the same
 * doubling starts at one second: 1, 2, 4 ... 64 s, then each minute, twelve tries in all.
 */
export function stripeWebhooks(secret: string): WebhookRules {
  return {
    timeoutMs: 10_000,
    retryDelaysMs: [1, 2, 4, 8, 16, 32, 64, 60, 60, 60, 60].map((seconds) => seconds * 1000),
    order: 'none',
    isAccepted: (status) => status >= 200 && status < 300,
    dress: ({ body }, { nowMs, signer }) => {
      const headers = {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      };
      if (signer === 'nobody') return { headers, body };
      const t = Math.floor(nowMs / 1000);
      const key = signer === 'provider' ? secret : `whsec_${STRANGER}`;
      const signature = createHmac('sha256', key).update(`${t}.${body}`).digest('hex');
      return { headers: { ...headers, 'stripe-signature': `t=${t},v1=${signature}` }, body };
    },
  };
}
