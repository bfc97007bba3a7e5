import { mustFind, refundsOf, type OrderRecord, type Payment, type RefundRecord } from './books.ts';
import { plan, type Desk } from './desk.ts';
import { refundId } from './ids.ts';
import { notifyRefund } from './notify.ts';
import { move } from './pay-order.ts';
import { REFUND_MS, TEST_REASONS } from './payers.ts';
import type { RefundBody } from './requests.ts';

// A refund is accepted first and carried out a little later; only then money moves.

export function acceptRefund(
  desk: Desk,
  order: OrderRecord,
  body: RefundBody,
  fingerprint: string,
  exchange: string,
): RefundRecord {
  const { gateway, books } = desk;
  const createdMs = gateway.clock.now();
  const refund: RefundRecord = {
    outRefundNo: body.out_refund_no,
    refundId: refundId(gateway.random, createdMs),
    outTradeNo: order.outTradeNo,
    status: 'PROCESSING',
    amountFen: body.amount.refund,
    fingerprint,
    reason: body.reason ?? null,
    notifyUrl: body.notify_url ?? null,
    fate: fateOf(body.reason),
    createdMs,
    successMs: null,
    exchange,
  };
  books.refunds.set(refund.outRefundNo, refund);
  const earlier = books.refundsOfOrder.get(order.outTradeNo) ?? [];
  books.refundsOfOrder.set(order.outTradeNo, [...earlier, refund.outRefundNo]);
  plan(desk, {
    kind: 'refund',
    dueMs: createdMs + REFUND_MS,
    outRefundNo: refund.outRefundNo,
  });
  return refund;
}

function fateOf(reason: string | undefined): RefundRecord['fate'] {
  if (reason === TEST_REASONS.abnormal) return 'ABNORMAL';
  return reason === TEST_REASONS.closed ? 'CLOSED' : 'SUCCESS';
}

export function endRefund(desk: Desk, outRefundNo: string): void {
  const { books, gateway } = desk;
  const refund = books.refunds.get(outRefundNo);
  if (refund?.status !== 'PROCESSING') return;
  const order = mustFind(books.orders, refund.outTradeNo);
  if (refund.fate === 'SUCCESS') payOut(desk, order, paymentOf(order), refund);
  const ended: RefundRecord = {
    ...refund,
    status: refund.fate,
    successMs: refund.fate === 'SUCCESS' ? gateway.clock.now() : null,
  };
  books.refunds.set(outRefundNo, ended);
  notifyRefund(desk, ended);
}

function payOut(desk: Desk, order: OrderRecord, payment: Payment, refund: RefundRecord): void {
  const entry = move(desk, order, payment, 'refund', refund.amountFen, refund.exchange);
  desk.books.refundOfEntry.set(entry, refund.outRefundNo);
}

function paymentOf({ payment, outTradeNo }: OrderRecord): Payment {
  if (payment === null) throw new Error(`${outTradeNo} is refunded but was never paid`);
  return payment;
}

/** What can still be refunded: refunds under way and stuck ones keep their part. */
export function refundableFen(desk: Desk, order: OrderRecord): number {
  const taken = refundsOf(desk.books, order.outTradeNo)
    .filter(({ status }) => status !== 'CLOSED')
    .reduce((sum, { amountFen }) => sum + amountFen, 0);
  return order.totalFen - taken;
}
