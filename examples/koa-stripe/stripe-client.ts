import Stripe from 'stripe';

/** @param baseUrl left out: Stripe itself */
export function connectStripe(secretKey: string, baseUrl?: string): Stripe {
  const address = baseUrl === undefined ? null : new URL(baseUrl);
  return new Stripe(secretKey, {
    // Retries are ours, so that they fit into the time that a customer waits.
    maxNetworkRetries: 0,
    timeout: 800,
    telemetry: false,
    ...(address === null
      ? {}
      : { host: address.hostname, port: Number(address.port), protocol: 'http' as const }),
  });
}
