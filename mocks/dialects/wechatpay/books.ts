import type { DeclineKind } from '../../../harness/core/outcome.ts';
import type { LedgerEntry } from '../../../harness/core/events.ts';
import type { GatewayContext } from '../../kernel/dialect.ts';
import type { ErrorCode } from './error-codes.ts';
import type { WeChatCurrency } from './money.ts';

// What this gateway remembers. Records are replaced, never changed in place, and name each other by
// id. The merchant's own numbers are the keys: they are unique within the merchant.

export type TradeType = 'JSAPI' | 'NATIVE' | 'APP' | 'MWEB' | 'MICROPAY';

/** As stored: `REFUND` is what a paid order is called once a refund of it was accepted. */
export type OrderState = 'NOTPAY' | 'USERPAYING' | 'PAYERROR' | 'SUCCESS' | 'CLOSED' | 'REVOKED';

export interface Decline {
  readonly kind: DeclineKind;
  readonly code: ErrorCode;
  readonly message: string;
}

export interface OrderRecord {
  readonly outTradeNo: string;
  readonly tradeType: TradeType;
  readonly state: OrderState;
  readonly totalFen: number;
  readonly currency: WeChatCurrency;
  /** Everything that a repetition must not change. */
  readonly fingerprint: string;
  readonly appid: string;
  readonly description: string;
  readonly attach: string | null;
  /** Null for payment codes: their result is answered or asked for. */
  readonly notifyUrl: string | null;
  readonly deviceId: string | null;
  /** Who is to pay, or who did. */
  readonly openid: string | null;
  readonly prepayId: string;
  readonly prepayUntilMs: number;
  readonly codeToken: string;
  /** Why the last try to pay failed. */
  readonly decline: Decline | null;
  readonly createdMs: number;
  readonly expiresMs: number;
  readonly payment: Payment | null;
}

export interface Payment {
  readonly transactionId: string;
  readonly bankType: string;
  readonly paidMs: number;
}

export type RefundStatus = 'PROCESSING' | 'SUCCESS' | 'ABNORMAL' | 'CLOSED';

export interface RefundRecord {
  readonly outRefundNo: string;
  readonly refundId: string;
  readonly outTradeNo: string;
  readonly status: RefundStatus;
  readonly amountFen: number;
  readonly fingerprint: string;
  readonly reason: string | null;
  readonly notifyUrl: string | null;
  /** What becomes of it. */
  readonly fate: Exclude<RefundStatus, 'PROCESSING'>;
  readonly createdMs: number;
  readonly successMs: number | null;
  /** The request that asked for it. */
  readonly exchange: string;
}

/** What happens by itself at its time. */
export type Plan =
  | {
      readonly kind: 'pay';
      readonly dueMs: number;
      readonly outTradeNo: string;
      readonly openid: string;
      /** Null: the payment succeeds. */
      readonly decline: Decline | null;
      readonly exchange: string;
    }
  | { readonly kind: 'refund'; readonly dueMs: number; readonly outRefundNo: string };

export interface BillFile {
  readonly body: string;
  readonly isGzip: boolean;
  readonly untilMs: number;
}

export interface Books {
  readonly orders: Map<string, OrderRecord>;
  readonly orderOfTransaction: Map<string, string>;
  /** By prepay id and by the token of a QR code. */
  readonly orderOfCode: Map<string, string>;
  /** By out_refund_no. */
  readonly refunds: Map<string, RefundRecord>;
  readonly refundsOfOrder: Map<string, readonly string[]>;
  readonly refundOfEntry: Map<string, string>;
  /** What the ledger was told, for the bills. */
  readonly entries: Map<string, LedgerEntry>;
  readonly plans: Map<string, Plan>;
  readonly bills: Map<string, BillFile>;
  /** Requests counted in the window that began then. */
  readonly rates: Map<string, { readonly sinceMs: number; readonly count: number }>;
}

export function openBooks(gateway: Pick<GatewayContext, 'createStore'>): Books {
  return {
    orders: gateway.createStore('orders'),
    orderOfTransaction: gateway.createStore('order-of-transaction'),
    orderOfCode: gateway.createStore('order-of-code'),
    refunds: gateway.createStore('refunds'),
    refundsOfOrder: gateway.createStore('refunds-of-order'),
    refundOfEntry: gateway.createStore('refund-of-entry'),
    entries: gateway.createStore('entries'),
    plans: gateway.createStore('plans'),
    bills: gateway.createStore('bills'),
    rates: gateway.createStore('rates'),
  };
}

/** Looks up what must exist because another record names it. */
export function mustFind<Value>(store: ReadonlyMap<string, Value>, id: string): Value {
  const value = store.get(id);
  if (value === undefined) throw new Error(`the books name ${id} but don't hold it`);
  return value;
}

/**
 * The merchant's order. A number that was closed can't be used again, so an order may need several:
 * what follows a `*`, which WeChat Pay allows in numbers, only tells them apart.
 */
export function merchantOrderOf(outTradeNo: string): string {
  const star = outTradeNo.indexOf('*');
  return star <= 0 ? outTradeNo : outTradeNo.slice(0, star);
}

export function refundsOf(books: Books, outTradeNo: string): readonly RefundRecord[] {
  const numbers = books.refundsOfOrder.get(outTradeNo) ?? [];
  return numbers.map((number) => mustFind(books.refunds, number));
}

/** Refunds that were paid out or may still be. */
export const liveRefundsOf = (books: Books, outTradeNo: string): readonly RefundRecord[] =>
  refundsOf(books, outTradeNo).filter(({ status }) => status !== 'CLOSED');
