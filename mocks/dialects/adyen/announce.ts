import type { PaymentRecord } from './books.ts';
import { toWire } from './currencies.ts';
import type { Desk } from './desk.ts';

// Adyen's standard webhook, one item a message. Signed when it is sent (webhooks.ts).
// https://docs.adyen.com/development-resources/webhooks/webhook-types

export type EventCode =
  | 'AUTHORISATION'
  | 'AUTHORISATION_ADJUSTMENT'
  | 'CAPTURE'
  | 'CAPTURE_FAILED'
  | 'REFUND'
  | 'REFUND_FAILED'
  | 'CANCELLATION'
  | 'CANCEL_OR_REFUND'
  | 'TECHNICAL_CANCEL'
  | 'EXPIRE';

export interface Announcement {
  readonly eventCode: EventCode;
  /** Of what the event is about: the modification, or the payment itself. */
  readonly pspReference: string;
  /** Null when the event is about the payment itself. */
  readonly originalReference: string | null;
  readonly merchantAccount: string;
  readonly merchantReference: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly isSuccess: boolean;
  readonly reason: string;
  readonly paymentMethod?: string;
  readonly operations?: readonly ('CANCEL' | 'CAPTURE' | 'REFUND')[];
  readonly additionalData?: Readonly<Record<string, string>>;
  /** The merchant's reference of the payment, for the record of the drill. */
  readonly order: string | null;
  readonly object: string | null;
}

/** What is put into the signed body; the signature itself comes when it is sent. */
export interface NotificationItem {
  readonly additionalData: Readonly<Record<string, string>>;
  readonly amount: { readonly currency: string; readonly value: number };
  readonly eventCode: string;
  readonly eventDate: string;
  readonly merchantAccountCode: string;
  readonly merchantReference: string;
  readonly originalReference: string;
  readonly paymentMethod?: string;
  readonly operations?: readonly string[];
  readonly pspReference: string;
  readonly reason: string;
  readonly success: 'true' | 'false';
}

export function announce({ gateway }: Pick<Desk, 'gateway'>, told: Announcement): void {
  const { value, currency } = toWire(told.amountMinor, told.currency);
  const item: NotificationItem = {
    additionalData: told.additionalData ?? {},
    amount: { currency, value },
    eventCode: told.eventCode,
    eventDate: new Date(gateway.clock.now()).toISOString().replace(/\.\d+Z$/, '+00:00'),
    merchantAccountCode: told.merchantAccount,
    merchantReference: told.merchantReference,
    originalReference: told.originalReference ?? '',
    ...(told.paymentMethod === undefined ? {} : { paymentMethod: told.paymentMethod }),
    ...(told.operations === undefined ? {} : { operations: told.operations }),
    pspReference: told.pspReference,
    reason: told.reason,
    success: told.isSuccess ? 'true' : 'false',
  };
  gateway.publish({
    // What Adyen tells receivers to recognise a duplicate by.
    id: `${told.eventCode}:${told.pspReference}`,
    type: told.eventCode,
    order: told.order,
    object: told.object,
    body: JSON.stringify(item),
  });
}

/** An event about a payment as a whole. */
export function announcePayment(
  desk: Pick<Desk, 'gateway'>,
  payment: PaymentRecord,
  eventCode: 'AUTHORISATION' | 'EXPIRE',
  told: Pick<
    Announcement,
    'isSuccess' | 'reason' | 'amountMinor' | 'operations' | 'additionalData'
  >,
): void {
  announce(desk, {
    ...told,
    eventCode,
    pspReference: payment.pspReference,
    originalReference: null,
    merchantAccount: payment.merchantAccount,
    merchantReference: payment.reference,
    currency: payment.currency,
    paymentMethod: payment.card.brand,
    order: payment.reference,
    object: payment.pspReference,
  });
}
