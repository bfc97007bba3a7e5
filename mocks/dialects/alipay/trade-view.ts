import { buyerById } from './buyers.ts';
import type { TradeRecord } from './books.ts';
import { toWire } from './money.ts';
import type { ReplyFields } from './reply.ts';
import { wireTime } from './wire-time.ts';

// How a trade shows in answers and notifications. All of it came from the buyer's balance: there are
// no red packets, points or discounts here.

export const namesOf = ({ tradeNo, outTradeNo }: TradeRecord): ReplyFields => ({
  trade_no: tradeNo,
  out_trade_no: outTradeNo,
});

export function buyerFields({ buyerId }: TradeRecord): ReplyFields {
  const buyer = buyerId === null ? null : buyerById(buyerId);
  if (buyer === null) return {};
  return { buyer_logon_id: buyer.logonId, buyer_user_id: buyer.userId };
}

/** The order's amount, and what was received of it. */
export function amountFields(trade: TradeRecord): ReplyFields {
  const { amountMinor, currency, paidMs } = trade;
  const amount = toWire(amountMinor, currency);
  const received = toWire(paidMs === null ? 0 : amountMinor, currency);
  return {
    total_amount: amount,
    ...(currency === 'CNY' ? {} : { trans_currency: currency }),
    receipt_amount: received,
    buyer_pay_amount: received,
    point_amount: toWire(0, currency),
    invoice_amount: received,
  };
}

export const fundBills = ({ amountMinor, currency }: TradeRecord): readonly object[] => [
  { fund_channel: 'ALIPAYACCOUNT', amount: toWire(amountMinor, currency) },
];

/** What a payment answers. */
export function paidFields(trade: TradeRecord): ReplyFields {
  return {
    ...namesOf(trade),
    ...buyerFields(trade),
    ...amountFields(trade),
    gmt_payment: wireTime(trade.paidMs ?? trade.createdMs),
    fund_bill_list: fundBills(trade),
  };
}

/** What a payment answers while the buyer has to do something. */
export const waitingFields = (trade: TradeRecord): ReplyFields => ({
  ...namesOf(trade),
  ...buyerFields(trade),
  total_amount: toWire(trade.amountMinor, trade.currency),
});

/** What a query answers. */
export function tradeFields(trade: TradeRecord): ReplyFields {
  const { status, paidMs } = trade;
  return {
    ...namesOf(trade),
    ...buyerFields(trade),
    buyer_user_type: 'PRIVATE',
    trade_status: status,
    ...amountFields(trade),
    ...(paidMs === null
      ? {}
      : { send_pay_date: wireTime(paidMs), fund_bill_list: fundBills(trade) }),
  };
}
