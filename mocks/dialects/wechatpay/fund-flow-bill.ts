import type { SettlementLine } from '../../kernel/settlement.ts';
import { billTime } from './beijing-time.ts';
import { renderBill, type Column } from './bill-text.ts';
import type { Desk } from './desk.ts';
import { yuan } from './money.ts';

// The bill of the merchant's account: what went in and out, and what was there after it.

interface Flow {
  readonly movedMs: number;
  readonly transactionId: string;
  readonly entry: string;
  readonly business: string;
  readonly kind: string;
  /** Positive into the account. */
  readonly fen: number;
  readonly balanceFen: number;
  readonly note: string;
  readonly voucher: string;
}

const COLUMNS: readonly Column<Flow>[] = [
  { title: '记账时间', value: ({ movedMs }) => billTime(movedMs) },
  { title: '微信支付业务单号', value: ({ transactionId }) => transactionId },
  { title: '资金流水单号', value: ({ entry }) => entry },
  { title: '业务名称', value: ({ business }) => business },
  { title: '业务类型', value: ({ kind }) => kind },
  { title: '收支类型', value: ({ fen }) => (fen >= 0 ? '收入' : '支出') },
  { title: '收支金额(元)', value: ({ fen }) => yuan(Math.abs(fen)) },
  { title: '账户结余(元)', value: ({ balanceFen }) => yuan(balanceFen) },
  { title: '资金变更提交申请人', value: () => 'system' },
  { title: '备注', value: ({ note }) => note },
  { title: '业务凭证号', value: ({ voucher }) => voucher },
];

const TOTALS: readonly Column<readonly Flow[]>[] = [
  { title: '资金流水总笔数', value: (flows) => String(flows.length) },
  { title: '收入笔数', value: (flows) => String(flows.filter(({ fen }) => fen >= 0).length) },
  { title: '收入金额', value: (flows) => yuan(sum(flows.filter(({ fen }) => fen >= 0))) },
  { title: '支出笔数', value: (flows) => String(flows.filter(({ fen }) => fen < 0).length) },
  { title: '支出金额', value: (flows) => yuan(-sum(flows.filter(({ fen }) => fen < 0))) },
];

const sum = (flows: readonly Flow[]): number => flows.reduce((total, { fen }) => total + fen, 0);

/**
 * @param lines everything up to the end of the period: the balance comes from all of it
 * @param fromMs where the period begins
 * @returns null when nothing moved in it
 */
export function renderFundFlowBill(
  { books }: Desk,
  lines: readonly SettlementLine[],
  fromMs: number,
): string | null {
  let balanceFen = 0;
  const flows: Flow[] = [];
  for (const line of lines) {
    for (const { fen, ...words } of flowsOf(line, books.refundOfEntry.get(line.entry))) {
      balanceFen += fen;
      const { movedMs, authorisation: transactionId } = line;
      flows.push({ ...words, fen, movedMs, transactionId, balanceFen });
    }
  }
  const shown = flows.filter(({ movedMs }) => movedMs >= fromMs);
  return shown.length === 0 ? null : renderBill(COLUMNS, shown, TOTALS, shown);
}

type Part = Omit<Flow, 'movedMs' | 'transactionId' | 'balanceFen'>;

function flowsOf(line: SettlementLine, refund: string | undefined): readonly Part[] {
  const { grossMinor, feeMinor, netMinor, entry, object, movement } = line;
  if (movement === 'refund') {
    const total = yuan(-grossMinor);
    const note = `退款总金额${total}元;含手续费${yuan(-feeMinor)}元`;
    const voucher = refund ?? object;
    return [{ entry, business: '退款', kind: '退款', fen: netMinor, note, voucher }];
  }
  const paid = {
    entry,
    business: '交易',
    kind: '交易',
    fen: grossMinor,
    note: '',
    voucher: object,
  };
  const kept = { ...paid, entry: `${entry}F`, kind: '扣除交易手续费', fen: -feeMinor };
  return feeMinor === 0 ? [paid] : [paid, kept];
}
