import { createHmac } from 'node:crypto';
import type { KeyRotation } from '../../faults/faultable-gateway.ts';

/** The secrets that sign now; a rolled one signs beside the former until that expires. */
export interface WebhookSecrets {
  /** The one that the merchant was given for the endpoint of the gateway. */
  readonly first: string;
  /** What takes the place of a secret: itself, unless secrets were rolled. */
  signing(secret: string): readonly string[];
  rotate(rotation: KeyRotation | null): void;
}

/** docs.stripe.com/webhooks#roll-endpoint-secrets: both sign for up to a day, if so wished. */
export function createWebhookSecrets(first: string): WebhookSecrets {
  let rolled: KeyRotation | null = null;
  return {
    first,
    signing: (secret) => {
      if (rolled === null) return [secret];
      const digest = createHmac('sha256', secret).update(`rolled ${rolled.generation}`);
      const next = `whsec_${digest.digest('hex').slice(0, 32)}`;
      return rolled.keepsFormer ? [next, secret] : [next];
    },
    rotate: (rotation) => {
      rolled = rotation;
    },
  };
}
