import type { GatewayHandle } from './gateway-handle.ts';

// A shop without an SDK, for tests that are about the gateway and not about the wire.

export interface Reply {
  readonly status: number;
  readonly body: { readonly id: string; readonly status: string };
}

/** Creates and confirms a payment at a Stripe gateway; the order is also the idempotency key. */
export async function pay(
  gateway: Pick<GatewayHandle, 'baseUrl' | 'environment'>,
  order: string,
  signal?: AbortSignal,
): Promise<Reply> {
  const body = new URLSearchParams({
    amount: '1000',
    currency: 'eur',
    payment_method: 'pm_card_visa',
    confirm: 'true',
    'metadata[order_id]': order,
    'automatic_payment_methods[enabled]': 'true',
    'automatic_payment_methods[allow_redirects]': 'never',
  });
  const headers = {
    authorization: `Bearer ${gateway.environment['STRIPE_SECRET_KEY'] ?? ''}`,
    'idempotency-key': order,
  };
  const url = `${gateway.baseUrl}/v1/payment_intents`;
  const response = await fetch(url, { method: 'POST', headers, body, signal: signal ?? null });
  return { status: response.status, body: (await response.json()) as Reply['body'] };
}
