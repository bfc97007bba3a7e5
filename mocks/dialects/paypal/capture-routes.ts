import type { Answer } from '../../kernel/answer.ts';
import type { Call, Route } from '../../kernel/dialect.ts';
import { readAmount } from './amounts.ts';
import {
  merchantReference,
  mustFind,
  unitOf,
  type CaptureRecord,
  type RefundRecord,
} from './books.ts';
import { detailOf, remember, type Desk } from './desk.ts';
import { json } from './json-answer.ts';
import { CAPTURES, REFUNDS, viewOfCapture, viewOfRefund } from './payment-view.ts';
import { refundCapture, refundedMinorOf } from './refunds.ts';
import { readBody, refundBody } from './requests.ts';

/** Captures can be refunded for 180 days. */
export const REFUND_WINDOW_MS = 180 * 86_400_000;

/** Payments v2 on captures and refunds. */
export function captureRoutes(desk: Desk): readonly Route[] {
  const { captures, refunds } = desk.books;
  const referenceOf = (capture: CaptureRecord | undefined): string | null =>
    capture === undefined ? null : merchantReference(mustFind(desk.books.orders, capture.orderId));
  const onCapture = {
    orderOf: ({ params }: Call['request']) => referenceOf(captures.get(params['id'] ?? '')),
  };
  return [
    {
      method: 'GET',
      path: `${CAPTURES}/:id`,
      operation: 'retrieve',
      body: 'none',
      ...onCapture,
      handle: (call) => json(200, viewOfCapture(desk, findCapture(desk, call), 'representation')),
    },
    {
      method: 'POST',
      path: `${CAPTURES}/:id/refund`,
      operation: 'refund',
      body: 'json',
      ...onCapture,
      handle: (call) => refund(desk, call),
    },
    {
      method: 'GET',
      path: `${REFUNDS}/:id`,
      operation: 'retrieve',
      body: 'none',
      orderOf: ({ params }) =>
        referenceOf(captures.get(refunds.get(params['id'] ?? '')?.captureId ?? '')),
      handle: (call) => json(200, viewOfRefund(desk, findRefund(desk, call), 'representation')),
    },
  ];
}

function findCapture(desk: Desk, { request, report }: Call): CaptureRecord {
  const capture = desk.books.captures.get(request.params['id'] ?? '');
  if (capture === undefined) {
    throw desk.errors.refusal('INVALID_RESOURCE_ID', { field: 'capture_id', location: 'path' });
  }
  report.object = capture.orderId;
  return capture;
}

function findRefund(desk: Desk, { request, report }: Call): RefundRecord {
  const record = desk.books.refunds.get(request.params['id'] ?? '');
  if (record === undefined) {
    throw desk.errors.refusal('INVALID_RESOURCE_ID', { field: 'refund_id', location: 'path' });
  }
  report.object = mustFind(desk.books.captures, record.captureId).orderId;
  return record;
}

function refund(desk: Desk, call: Call): Answer {
  const { errors } = desk;
  const capture = findCapture(desk, call);
  const body = readBody(refundBody, call.request.json, errors);
  const amount = body.amount === undefined ? null : readAmount(body.amount, '/amount', errors);
  if (capture.status === 'PENDING') throw errors.refusal('PENDING_CAPTURE');
  if (capture.status === 'DECLINED') throw errors.refusal('REFUND_NOT_ALLOWED');
  if (capture.status === 'REFUNDED') throw errors.refusal('CAPTURE_FULLY_REFUNDED');
  if (desk.gateway.clock.now() >= capture.createdMs + REFUND_WINDOW_MS) {
    throw errors.refusal('REFUND_TIME_LIMIT_EXCEEDED');
  }
  if (amount !== null && amount.currency !== unitOf(desk.books, capture).currency) {
    throw errors.refusal('REFUND_CAPTURE_CURRENCY_MISMATCH');
  }
  const leftMinor = capture.amountMinor - refundedMinorOf(desk, capture);
  // All of it waits to be refunded.
  if (leftMinor === 0) throw errors.refusal('CAPTURE_FULLY_REFUNDED');
  const amountMinor = amount?.amountMinor ?? leftMinor;
  if (amountMinor > leftMinor) throw errors.refusal('REFUND_AMOUNT_EXCEEDED');
  const made = refundCapture(
    desk,
    capture,
    {
      amountMinor,
      invoiceId: body.invoice_id ?? null,
      customId: body.custom_id ?? null,
      noteToPayer: body.note_to_payer ?? null,
    },
    call.exchange,
  );
  remember(desk, call, { kind: 'refund', id: made.id });
  return json(201, viewOfRefund(desk, made, detailOf(call.request)));
}
