import type { KeyRotation } from '../../faults/faultable-gateway.ts';
import type { GatewayContext } from '../../kernel/dialect.ts';
import { createSigningIdentity, type SigningIdentity } from '../../keys/certificate.ts';

/**
 * Half of PayPal's: the key guards nothing, while a longer one could take a second to make and would
 * cost a core at a thousand webhooks a second.
 */
const KEY_BITS = 1024;

/** Who signs webhooks now. Certificates that were used before stay where receivers fetch them. */
export interface WebhookSigner {
  readonly webhookId: string;
  current(): SigningIdentity;
  /** Each that has signed so far. */
  all(): readonly SigningIdentity[];
  /** PayPal has one signature a message: there is no time in which two are good. */
  rotate(rotation: KeyRotation | null): void;
}

export function createWebhookSigner(
  { keys, clock }: Pick<GatewayContext, 'keys' | 'clock'>,
  webhookId: string,
): WebhookSigner {
  const made = new Map<number, SigningIdentity>();
  const identityOf = (generation: number): SigningIdentity => {
    const known = made.get(generation);
    if (known !== undefined) return known;
    const name = generation === 0 ? 'paypal-webhooks' : `paypal-webhooks-${generation}`;
    const identity = createSigningIdentity(
      keys.rsa(name, KEY_BITS),
      'messageverificationcerts.paydrill.invalid',
      clock.now(),
    );
    made.set(generation, identity);
    return identity;
  };
  let identity = identityOf(0);
  return {
    webhookId,
    current: () => identity,
    all: () => [...made.values()],
    rotate: (rotation) => {
      identity = identityOf(rotation?.generation ?? 0);
    },
  };
}
