import type { SettlementLine } from '../../kernel/settlement.ts';
import { billTime } from './beijing-time.ts';
import { cell, renderBill, type Column } from './bill-text.ts';
import { mustFind, type OrderRecord, type RefundRecord } from './books.ts';
import type { Desk } from './desk.ts';
import { FEE_RATE, yuan } from './money.ts';

// The trade bill: each payment and each refund of a day, in yuan.
// https://pay.weixin.qq.com/doc/v3/merchant/4012084430

export const BILL_TYPES = ['ALL', 'SUCCESS', 'REFUND'] as const;
export type BillType = (typeof BILL_TYPES)[number];

interface Row {
  readonly line: SettlementLine;
  readonly order: OrderRecord;
  /** Null for payments, and for what a reversal gave back. */
  readonly refund: RefundRecord | null;
}

interface BillColumn extends Column<Row> {
  readonly in: readonly BillType[];
}

const EVERYWHERE = BILL_TYPES;
const WITH_REFUNDS = ['ALL', 'REFUND'] as const;
const ONLY_REFUNDS = ['REFUND'] as const;

const isPayment = ({ line }: Row): boolean => line.movement === 'capture';
const paidFen = (row: Row): number => (isPayment(row) ? row.line.grossMinor : 0);
const refundedFen = (row: Row): number => (isPayment(row) ? 0 : -row.line.grossMinor);

const column = (
  title: string,
  value: (row: Row) => string,
  shownIn: readonly BillType[] = EVERYWHERE,
): BillColumn => ({ title, value, in: shownIn });

const columnsOf = (mchid: string): readonly BillColumn[] => [
  column('交易时间', ({ line }) => billTime(line.movedMs)),
  column('公众账号ID', ({ order }) => order.appid),
  column('商户号', () => mchid),
  column('特约商户号', () => '0'),
  column('设备号', ({ order }) => cell(order.deviceId ?? '')),
  column('微信订单号', ({ line }) => line.authorisation),
  column('商户订单号', ({ line }) => line.order ?? line.object),
  column('用户标识', ({ order }) => cell(order.openid ?? '')),
  column('交易类型', ({ order }) => order.tradeType),
  column('交易状态', stateOf),
  column('付款银行', ({ order }) => order.payment?.bankType ?? ''),
  column('货币种类', ({ line }) => line.currency),
  column('应结订单金额', (row) => yuan(paidFen(row))),
  column('代金券金额', () => yuan(0)),
  column(
    '退款申请时间',
    ({ refund, line }) => billTime(refund?.createdMs ?? line.movedMs),
    ONLY_REFUNDS,
  ),
  column('退款成功时间', ({ line }) => billTime(line.movedMs), ONLY_REFUNDS),
  column('微信退款单号', ({ refund }) => refund?.refundId ?? '0', WITH_REFUNDS),
  column('商户退款单号', ({ refund }) => refund?.outRefundNo ?? '0', WITH_REFUNDS),
  column('退款金额', (row) => yuan(refundedFen(row)), WITH_REFUNDS),
  column('充值券退款金额', () => yuan(0), WITH_REFUNDS),
  column('退款类型', (row) => (isPayment(row) ? '' : 'ORIGINAL'), WITH_REFUNDS),
  column('退款状态', (row) => (isPayment(row) ? '' : 'SUCCESS'), WITH_REFUNDS),
  column('商品名称', ({ order }) => cell(order.description)),
  column('商户数据包', ({ order }) => cell(order.attach ?? '')),
  column('手续费', ({ line }) => fee(line.feeMinor)),
  column('费率', () => FEE_RATE),
  column('订单金额', (row) => yuan(paidFen(row))),
  column('申请退款金额', (row) => yuan(refundedFen(row)), WITH_REFUNDS),
  column('费率备注', () => ''),
];

function stateOf(row: Row): string {
  if (isPayment(row)) return 'SUCCESS';
  return row.refund === null ? 'REVOKED' : 'REFUND';
}

/** Fees have five decimals. */
const fee = (fen: number): string => `${yuan(fen)}000`;

const TOTALS: readonly Column<readonly Row[]>[] = [
  { title: '总交易单数', value: (rows) => String(rows.length) },
  { title: '应结订单总金额', value: (rows) => yuan(sum(rows.map(paidFen))) },
  { title: '退款总金额', value: (rows) => yuan(sum(rows.map(refundedFen))) },
  { title: '充值券退款总金额', value: () => yuan(0) },
  { title: '手续费总金额', value: (rows) => fee(sum(rows.map(({ line }) => line.feeMinor))) },
  { title: '订单总金额', value: (rows) => yuan(sum(rows.map(paidFen))) },
  { title: '申请退款总金额', value: (rows) => yuan(sum(rows.map(refundedFen))) },
];

const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, number) => total + number, 0);

/** Null when there is nothing to bill. */
export function renderTradeBill(
  { books, merchant }: Desk,
  lines: readonly SettlementLine[],
  type: BillType,
): string | null {
  const rows = lines
    .filter(({ movement }) => type === 'ALL' || (movement === 'capture') === (type === 'SUCCESS'))
    .map((line): Row => {
      const refund = books.refundOfEntry.get(line.entry);
      return {
        line,
        order: mustFind(books.orders, line.object),
        refund: refund === undefined ? null : mustFind(books.refunds, refund),
      };
    });
  if (rows.length === 0) return null;
  const columns = columnsOf(merchant.mchid).filter((one) => one.in.includes(type));
  return renderBill(columns, rows, TOTALS, rows);
}
