import type { ProviderName } from '../../harness/core/outcome.ts';
import type { CreateAdapters, ProviderAdapter } from './adapter.ts';
import { readBaseUrl, readSecret } from './gateway-settings.ts';
import { createPaypalAdapter } from './paypal/paypal-adapter.ts';
import { createStripeAdapter } from './stripe/stripe-adapter.ts';

/**
 * The adapters of the gateways that are asked for.
 *
 * Reads STRIPE_BASE_URL, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET; PAYPAL_BASE_URL,
 * PAYPAL_CLIENT_ID, PAYPAL_CLIENT_SECRET, PAYPAL_WEBHOOK_ID; and PAYDRILL_ALLOWED_HOSTS, the hosts
 * besides this machine that may be spoken to.
 *
 * @throws PaydrillError (PROVIDER_ERRORS) when a variable is missing, names a host that is not
 *   allowed, or is a live key.
 */
export const createAdapters: CreateAdapters = (environment, dependencies) => {
  const { send, now } = dependencies;
  const create: Readonly<Record<ProviderName, () => ProviderAdapter>> = {
    stripe: () =>
      createStripeAdapter({
        baseUrl: readBaseUrl(environment, 'STRIPE_BASE_URL'),
        secretKey: readSecret(environment, 'STRIPE_SECRET_KEY'),
        webhookSecret: readSecret(environment, 'STRIPE_WEBHOOK_SECRET'),
        send,
        now,
      }),
    paypal: () =>
      createPaypalAdapter({
        baseUrl: readBaseUrl(environment, 'PAYPAL_BASE_URL'),
        clientId: readSecret(environment, 'PAYPAL_CLIENT_ID'),
        clientSecret: readSecret(environment, 'PAYPAL_CLIENT_SECRET'),
        webhookId: readSecret(environment, 'PAYPAL_WEBHOOK_ID'),
        send,
        now,
      }),
  };
  return new Map(dependencies.gateways.map((name) => [name, create[name]()]));
};
