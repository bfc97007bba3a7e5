import {
  mustFind,
  unitOf,
  type AuthorisationRecord,
  type CaptureRecord,
  type RefundRecord,
} from './books.ts';
import { wireTime, type Desk, type Detail } from './desk.ts';
import { captureFeeMinorOf } from './fees.ts';
import { toWire } from './money.ts';

// Authorizations, captures and refunds as the Payments v2 API shows them.

export interface Link {
  readonly href: string;
  readonly rel: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
}

export const AUTHORIZATIONS = '/v2/payments/authorizations';
export const CAPTURES = '/v2/payments/captures';
export const REFUNDS = '/v2/payments/refunds';
export const ORDERS = '/v2/checkout/orders';

export const linkTo = (
  desk: Desk,
  path: string,
  rel: string,
  method: Link['method'] = 'GET',
): Link => ({ href: `${desk.gateway.baseUrl()}${path}`, rel, method });

/** Beside a status that is PENDING; the only reason that authorizations have for it. */
const REVIEWED = { status_details: { reason: 'PENDING_REVIEW' } } as const;

const SELLER_PROTECTION = {
  status: 'NOT_ELIGIBLE',
} as const;

export function viewOfAuthorisation(
  desk: Desk,
  record: AuthorisationRecord,
  detail: Detail,
): object {
  const self = `${AUTHORIZATIONS}/${record.id}`;
  const canCapture = record.status === 'CREATED' || record.status === 'PARTIALLY_CAPTURED';
  const minimal = {
    id: record.id,
    status: record.status,
    ...(record.status === 'PENDING' ? REVIEWED : {}),
    links: [
      linkTo(desk, self, 'self'),
      ...(canCapture && !record.isClosed
        ? [
            linkTo(desk, `${self}/capture`, 'capture', 'POST'),
            linkTo(desk, `${self}/void`, 'void', 'POST'),
            linkTo(desk, `${self}/reauthorize`, 'reauthorize', 'POST'),
          ]
        : []),
      linkTo(desk, `${ORDERS}/${record.orderId}`, 'up'),
    ],
  };
  if (detail === 'minimal') return minimal;
  const { body, currency } = unitOf(desk.books, record);
  return {
    ...minimal,
    amount: toWire(record.amountMinor, currency),
    ...(body.invoice_id === undefined ? {} : { invoice_id: body.invoice_id }),
    ...(body.custom_id === undefined ? {} : { custom_id: body.custom_id }),
    seller_protection: SELLER_PROTECTION,
    supplementary_data: { related_ids: { order_id: record.orderId } },
    ...(record.processor === null ? {} : { processor_response: record.processor }),
    expiration_time: wireTime(record.expiresMs),
    create_time: wireTime(record.createdMs),
    update_time: wireTime(record.updatedMs),
  };
}

export function viewOfCapture(desk: Desk, record: CaptureRecord, detail: Detail): object {
  const self = `${CAPTURES}/${record.id}`;
  const isOfAuthorisation = desk.books.authorisations.has(record.authorisationId);
  const parent = isOfAuthorisation
    ? `${AUTHORIZATIONS}/${record.authorisationId}`
    : `${ORDERS}/${record.orderId}`;
  const minimal = {
    id: record.id,
    status: record.status,
    ...(record.status === 'PENDING' ? REVIEWED : {}),
    links: [
      linkTo(desk, self, 'self'),
      ...(record.status === 'DECLINED' ? [] : [linkTo(desk, `${self}/refund`, 'refund', 'POST')]),
      linkTo(desk, parent, 'up'),
    ],
  };
  if (detail === 'minimal') return minimal;
  const { body, currency } = unitOf(desk.books, record);
  const invoiceId = record.invoiceId ?? body.invoice_id;
  const amount = toWire(record.amountMinor, currency);
  const feeMinor = captureFeeMinorOf(record.amountMinor, currency);
  return {
    ...minimal,
    amount,
    final_capture: record.isFinal,
    disbursement_mode: 'INSTANT',
    seller_protection: SELLER_PROTECTION,
    // The ledger captures the gross amount; what PayPal keeps of it is settled apart.
    ...(record.status === 'DECLINED' || record.status === 'PENDING'
      ? {}
      : {
          seller_receivable_breakdown: {
            gross_amount: amount,
            paypal_fee: toWire(feeMinor, currency),
            net_amount: toWire(record.amountMinor - feeMinor, currency),
          },
        }),
    ...(invoiceId === undefined ? {} : { invoice_id: invoiceId }),
    ...(body.custom_id === undefined ? {} : { custom_id: body.custom_id }),
    ...(record.noteToPayer === null ? {} : { note_to_payer: record.noteToPayer }),
    ...(record.processor === null ? {} : { processor_response: record.processor }),
    supplementary_data: {
      related_ids: {
        order_id: record.orderId,
        ...(isOfAuthorisation ? { authorization_id: record.authorisationId } : {}),
      },
    },
    create_time: wireTime(record.createdMs),
    update_time: wireTime(record.updatedMs),
  };
}

export function viewOfRefund(desk: Desk, record: RefundRecord, detail: Detail): object {
  const minimal = {
    id: record.id,
    status: record.status,
    // Refunds have no other reason.
    ...(record.status === 'PENDING' ? { status_details: { reason: 'ECHECK' } } : {}),
    links: [
      linkTo(desk, `${REFUNDS}/${record.id}`, 'self'),
      linkTo(desk, `${CAPTURES}/${record.captureId}`, 'up'),
    ],
  };
  if (detail === 'minimal') return minimal;
  const { currency, body } = unitOf(desk.books, mustFind(desk.books.captures, record.captureId));
  const amount = toWire(record.amountMinor, currency);
  const customId = record.customId ?? body.custom_id;
  return {
    ...minimal,
    amount,
    seller_payable_breakdown: {
      gross_amount: amount,
      paypal_fee: toWire(0, currency),
      net_amount: amount,
      total_refunded_amount: toWire(record.totalRefundedMinor, currency),
    },
    ...(record.invoiceId === null ? {} : { invoice_id: record.invoiceId }),
    ...(customId === undefined ? {} : { custom_id: customId }),
    ...(record.noteToPayer === null ? {} : { note_to_payer: record.noteToPayer }),
    create_time: wireTime(record.createdMs),
    update_time: wireTime(record.updatedMs),
  };
}
