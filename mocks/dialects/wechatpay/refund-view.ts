import { wireTime } from './beijing-time.ts';
import { mustFind, type RefundRecord } from './books.ts';
import type { Desk } from './desk.ts';

/** As the API tells it; the notification has a shorter form of its own. */
export function viewOfRefund(desk: Desk, refund: RefundRecord): object {
  const order = mustFind(desk.books.orders, refund.outTradeNo);
  const { totalFen, currency } = order;
  return {
    amount: {
      currency,
      discount_refund: 0,
      from: [],
      payer_refund: refund.amountFen,
      payer_total: totalFen,
      refund: refund.amountFen,
      refund_fee: 0,
      settlement_refund: refund.amountFen,
      settlement_total: totalFen,
      total: totalFen,
    },
    channel: 'ORIGINAL',
    create_time: wireTime(refund.createdMs),
    funds_account: 'UNSETTLED',
    out_refund_no: refund.outRefundNo,
    out_trade_no: refund.outTradeNo,
    promotion_detail: [],
    refund_id: refund.refundId,
    status: refund.status,
    ...(refund.successMs === null ? {} : { success_time: wireTime(refund.successMs) }),
    transaction_id: order.payment?.transactionId,
    user_received_account: RECEIVED_BY,
  };
}

const RECEIVED_BY = '支付用户零钱';

export function noticeOfRefund(desk: Desk, refund: RefundRecord): object {
  const order = mustFind(desk.books.orders, refund.outTradeNo);
  return {
    mchid: desk.merchant.mchid,
    out_trade_no: refund.outTradeNo,
    transaction_id: order.payment?.transactionId,
    out_refund_no: refund.outRefundNo,
    refund_id: refund.refundId,
    refund_status: refund.status,
    ...(refund.successMs === null ? {} : { success_time: wireTime(refund.successMs) }),
    amount: {
      total: order.totalFen,
      refund: refund.amountFen,
      payer_total: order.totalFen,
      payer_refund: refund.amountFen,
    },
    user_received_account: RECEIVED_BY,
  };
}
