import { wireTime } from './beijing-time.ts';
import { liveRefundsOf, type OrderRecord } from './books.ts';
import type { Desk } from './desk.ts';

// An order as queries, notifications and payments by code tell it.

export type TradeState = OrderRecord['state'] | 'REFUND';

const DESCRIPTIONS: Readonly<Record<TradeState, string>> = {
  NOTPAY: '订单未支付',
  USERPAYING: '需要用户输入支付密码',
  PAYERROR: '支付失败，请撤销订单',
  SUCCESS: '支付成功',
  CLOSED: '订单已关闭',
  REVOKED: '订单已撤销',
  REFUND: '订单发生过退款，退款详情请查询退款单',
};

export function tradeStateOf(desk: Desk, order: OrderRecord): TradeState {
  const isRefunded = order.state === 'SUCCESS' && hasLiveRefund(desk, order);
  return isRefunded ? 'REFUND' : order.state;
}

const hasLiveRefund = (desk: Desk, order: OrderRecord): boolean =>
  liveRefundsOf(desk.books, order.outTradeNo).length > 0;

export function viewOfOrder(desk: Desk, order: OrderRecord): object {
  const state = tradeStateOf(desk, order);
  const { payment, totalFen, currency } = order;
  const common = {
    appid: order.appid,
    mchid: desk.merchant.mchid,
    out_trade_no: order.outTradeNo,
    promotion_detail: [],
    ...(order.deviceId === null ? {} : { scene_info: { device_id: order.deviceId } }),
    trade_state: state,
    trade_state_desc: DESCRIPTIONS[state],
  };
  if (payment === null) {
    return { amount: { payer_currency: currency, total: totalFen }, ...common };
  }
  return {
    amount: {
      currency,
      payer_currency: currency,
      payer_total: totalFen,
      total: totalFen,
    },
    ...common,
    attach: order.attach ?? '',
    bank_type: payment.bankType,
    payer: { openid: order.openid },
    success_time: wireTime(payment.paidMs),
    trade_type: order.tradeType,
    transaction_id: payment.transactionId,
  };
}
