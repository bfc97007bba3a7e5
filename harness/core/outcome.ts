/**
 * What one attempt at a provider came to.
 *
 * - `approved`: the provider did what was asked (created, authorised, captured, voided, refunded).
 * - `declined`: a definite business no. Never an exception.
 * - `action-required`: the customer must do something first (3-D Secure).
 * - `not-processed`: a definite technical no: refused before sending, or an answer that is
 *   documented to mean that nothing was done (429, 503 of a rate limiter).
 * - `refused`: the provider says that the request itself is wrong; a bug of ours, nothing moved.
 * - `unknown`: may have moved money (timeout, reset after send, 5xx, an unlisted answer).
 */
export type OutcomeClass =
  'approved' | 'declined' | 'action-required' | 'not-processed' | 'refused' | 'unknown';

/**
 * - `hard`: never again with this instrument, at any provider.
 * - `soft`: another provider may approve.
 * - `later`: the same card may work after a delay, not now.
 * - `fix-data`: the customer must correct what was entered.
 */
export type DeclineKind = 'hard' | 'soft' | 'later' | 'fix-data';

/** A definite no: the attempt can't take money any more, so another provider may be asked. */
export const isDefiniteNo = (outcome: OutcomeClass): boolean =>
  outcome === 'declined' || outcome === 'not-processed' || outcome === 'refused';

/** What a service asks of a provider. `create` moves no money, `confirm` may. */
export type ProviderOperation =
  'token' | 'create' | 'confirm' | 'capture' | 'void' | 'refund' | 'retrieve';

export const PROVIDER_OPERATIONS: readonly ProviderOperation[] = [
  'token',
  'create',
  'confirm',
  'capture',
  'void',
  'refund',
  'retrieve',
];

/** The providers that the reference service has an adapter for. */
export type ProviderName = 'stripe' | 'paypal';
export const PROVIDERS: readonly ProviderName[] = ['stripe', 'paypal'];

/** The providers that there is a mock gateway for. */
export const GATEWAYS = ['stripe', 'adyen', 'paypal', 'alipay', 'wechatpay'] as const;
export type GatewayName = (typeof GATEWAYS)[number];
