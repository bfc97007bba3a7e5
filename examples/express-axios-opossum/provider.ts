import axios from 'axios';
import type { Payment } from './store.ts';

export interface Card {
  readonly number: string;
  readonly expiryMonth: number;
  readonly expiryYear: number;
  readonly cvc: string;
}

/** Where a payment is at its provider. `open`: nothing was taken or refused yet. */
export interface Seen {
  readonly reference: string;
  readonly status: 'open' | 'authorised' | 'paid' | 'declined' | 'cancelled';
}

export interface Provider {
  readonly name: 'stripe' | 'paypal';
  supports(currency: string): boolean;
  /** Moves no money; gives something to confirm and to ask after. */
  create(payment: Payment): Promise<Seen>;
  confirm(payment: Payment, reference: string, card: Card): Promise<Seen>;
  capture(payment: Payment, reference: string): Promise<void>;
  refund(payment: Payment, reference: string): Promise<void>;
  look(reference: string): Promise<Seen>;
  /** Null where the provider has no such call. */
  readonly cancel: ((reference: string) => Promise<Seen>) | null;
}

/** How long a call may take before the customer is told something else. */
export const CALL_MS = 1_000;

export const statusOf = (error: unknown): number | null =>
  axios.isAxiosError(error) ? (error.response?.status ?? null) : null;

/** The provider may have done it: it did not answer, or not with anything definite. */
export function isUnknown(error: unknown): boolean {
  if (!axios.isAxiosError(error) || error.code === 'ECONNREFUSED') return false;
  const status = statusOf(error);
  return status === null || status >= 500 || status === 409;
}
