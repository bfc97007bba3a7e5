import type { LedgerEntry } from '../../../harness/core/events.ts';
import type { GatewayContext } from '../../kernel/dialect.ts';
import type { AlipayCurrency } from './money.ts';

// What this gateway remembers. Records are replaced, never changed in place.

/**
 * Two states are this side's own: an order that was only announced (a code that nobody scanned, a
 * cashier that nobody opened) is no trade yet, and Alipay says that it does not exist.
 */
export type TradeStatus =
  'offered' | 'withdrawn' | 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_FINISHED' | 'TRADE_CLOSED';

/** How it came about. */
export type TradeProduct = 'barcode' | 'qr-code' | 'create' | 'page' | 'wap' | 'pre-auth';

export interface TradeRecord {
  readonly tradeNo: string;
  readonly outTradeNo: string;
  readonly status: TradeStatus;
  readonly product: TradeProduct;
  readonly amountMinor: number;
  readonly currency: AlipayCurrency;
  readonly subject: string;
  readonly body: string | null;
  /** Given back in notifications, as it came. */
  readonly passback: string | null;
  readonly notifyUrl: string | null;
  readonly returnUrl: string | null;
  /** Opens the cashier; the trade number does too. */
  readonly token: string | null;
  readonly buyerId: string | null;
  /** The hold that it draws on. */
  readonly authNo: string | null;
  readonly createdMs: number;
  /** When an unpaid one closes by itself. */
  readonly expiresMs: number;
  /** When a hesitating buyer pays. */
  readonly paysAtMs: number | null;
  readonly paidMs: number | null;
  readonly refundedMinor: number;
  /** What a cancel did to it. */
  readonly cancelled: 'close' | 'refund' | null;
  /** A cancel was told to come again. */
  readonly isCancelAsked: boolean;
}

export interface RefundRecord {
  readonly tradeNo: string;
  readonly requestNo: string;
  readonly amountMinor: number;
  readonly reason: string | null;
  readonly madeMs: number;
}

export interface AuthRecord {
  readonly authNo: string;
  readonly outOrderNo: string;
  /** `INIT`: the buyer did not agree yet. */
  readonly status: 'INIT' | 'SUCCESS' | 'FINISH' | 'CLOSED';
  readonly title: string;
  readonly amountMinor: number;
  readonly currency: AlipayCurrency;
  readonly paidMinor: number;
  readonly releasedMinor: number;
  readonly payerId: string;
  readonly notifyUrl: string | null;
  readonly createdMs: number;
  /** When one that waits for its buyer closes by itself. */
  readonly expiresMs: number;
  readonly paysAtMs: number | null;
  readonly frozenMs: number | null;
  /** Name of the operation that froze it. */
  readonly freezing: string;
}

export interface OperationRecord {
  readonly operationId: string;
  readonly authNo: string;
  readonly requestNo: string;
  readonly type: 'FREEZE' | 'UNFREEZE' | 'PAY';
  readonly amountMinor: number;
  readonly status: 'INIT' | 'SUCCESS' | 'CLOSED';
  readonly remark: string;
  readonly createdMs: number;
  readonly movedMs: number | null;
}

/** Money that came in or went back, with what a bill tells of it. */
export interface SettledEntry {
  readonly entry: LedgerEntry;
  readonly tradeNo: string;
  /** Of a refund. */
  readonly requestNo: string | null;
}

export interface BillLink {
  readonly fromMs: number;
  readonly toMs: number;
  readonly expiresMs: number;
}

export interface Books {
  readonly trades: Map<string, TradeRecord>;
  /** Trade number by `out_trade_no`. */
  readonly tradesByOrder: Map<string, string>;
  readonly tradesByToken: Map<string, string>;
  /** By `refundKey`. */
  readonly refunds: Map<string, RefundRecord>;
  /** The order that a payment code was used for. */
  readonly usedCodes: Map<string, string>;
  readonly auths: Map<string, AuthRecord>;
  /** Number of the hold by `out_order_no`. */
  readonly authsByOrder: Map<string, string>;
  /** By operation id. */
  readonly operations: Map<string, OperationRecord>;
  /** Operation id by `operationKey`. */
  readonly operationsByRequest: Map<string, string>;
  /** By ledger entry. */
  readonly settled: Map<string, SettledEntry>;
  readonly bills: Map<string, BillLink>;
}

export function openBooks(gateway: Pick<GatewayContext, 'createStore'>): Books {
  return {
    trades: gateway.createStore('trades'),
    tradesByOrder: gateway.createStore('trades-by-order'),
    tradesByToken: gateway.createStore('trades-by-token'),
    refunds: gateway.createStore('refunds'),
    usedCodes: gateway.createStore('used-codes'),
    auths: gateway.createStore('auths'),
    authsByOrder: gateway.createStore('auths-by-order'),
    operations: gateway.createStore('operations'),
    operationsByRequest: gateway.createStore('operations-by-request'),
    settled: gateway.createStore('settled'),
    bills: gateway.createStore('bills'),
  };
}

export const refundKey = (tradeNo: string, requestNo: string): string => `${tradeNo}|${requestNo}`;

export const operationKey = (authNo: string, requestNo: string): string => `${authNo}|${requestNo}`;

/** Looks up what must exist because another record names it. */
export function mustFind<Value>(store: ReadonlyMap<string, Value>, id: string): Value {
  const value = store.get(id);
  if (value === undefined) throw new Error(`the books name ${id} but don't hold it`);
  return value;
}
