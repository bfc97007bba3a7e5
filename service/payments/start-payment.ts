import { randomUUID } from 'node:crypto';
import type { CaptureMode, CardDetails } from '../providers/adapter.ts';
import type { Payment } from './payment.ts';

/** What a caller wants paid. */
export interface PaymentOrder {
  readonly order: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly captureMode: CaptureMode;
  readonly card: CardDetails;
  readonly customer: { readonly name: string; readonly email: string };
  readonly locale: string;
}

export function startPayment(
  order: PaymentOrder,
  cardToken: string,
  now: number,
  promisedWithinMs: number,
): Payment {
  const { card: _, ...known } = order;
  return {
    ...known,
    // Time first, so that rows are inserted in the order of their keys.
    id: `pay_${now.toString(36)}${randomUUID().slice(24)}`,
    cardToken,
    status: 'processing',
    goal: 'charge',
    reason: null,
    code: null,
    provider: null,
    providerReference: null,
    legs: [],
    activeLeg: null,
    isQueued: false,
    isDegraded: false,
    alternatives: [],
    createdAt: now,
    promisedUntil: now + promisedWithinMs,
    attemptCount: 0,
  };
}
