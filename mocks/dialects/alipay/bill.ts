import type { SettlementLine, SettlementRules } from '../../kernel/settlement.ts';
import { buyerById } from './buyers.ts';
import { mustFind } from './books.ts';
import type { Desk } from './desk.ts';
import { isAlipayCurrency, toWire } from './money.ts';
import { wireDay, wireTime } from './wire-time.ts';

// The bill of trades (`bill_type=trade`), in the columns of Alipay's own file. The real one is a ZIP
// of two files in GBK; this is the one with the details, in UTF-8.

const TITLE = '支付宝业务明细查询';
const COLUMNS =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,' +
  '对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,' +
  '券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,' +
  '分润（元）,备注';

/** 0.6 %, given back with a refund. https://opendocs.alipay.com/open/00f7nr */
const FEE_PER_MILLE = 6;

export const feeOf = (grossMinor: number): number =>
  Math.floor((grossMinor * FEE_PER_MILLE + 500) / 1000);

export function createBillRules(desk: Desk): SettlementRules {
  return {
    feeMinorOf: (movement, grossMinor) => (movement === 'capture' ? 1 : -1) * feeOf(grossMinor),
    render(lines, { fromMs, toMs }) {
      const body = [
        `#${TITLE}`,
        `#账号：[${desk.merchant.sellerId}0156]`,
        `#起始日期：[${billTime(fromMs)}]   终止日期：[${billTime(toMs)}]`,
        rule('业务明细列表', 41, 40),
        COLUMNS,
        ...lines.map((line) => renderLine(desk, line)),
        rule('业务明细列表结束', 41, 36),
        ...renderTotals(lines),
        `#导出时间：[${billTime(desk.gateway.clock.now())}]`,
        '',
      ].join('\n');
      const name = `${desk.merchant.sellerId}0156_${wireDay(fromMs)}_DETAILS.csv`;
      return { name, contentType: 'text/csv;charset=utf-8', body };
    },
  };
}

const rule = (text: string, before: number, after: number): string =>
  `#${'-'.repeat(before)}${text}${'-'.repeat(after)}`;

/** `2019年09月16日 00:00:00` */
function billTime(epochMs: number): string {
  const [day = '', time = ''] = wireTime(epochMs).split(' ');
  const [year = '', month = '', date = ''] = day.split('-');
  return `${year}年${month}月${date}日 ${time}`;
}

function renderLine(desk: Desk, line: SettlementLine): string {
  const { tradeNo, requestNo, entry } = mustFind(desk.books.settled, line.entry);
  const trade = mustFind(desk.books.trades, tradeNo);
  const buyer = trade.buyerId === null ? null : buyerById(trade.buyerId);
  const gross = wireOf(line, line.grossMinor);
  const none = wireOf(line, 0);
  return [
    `${tradeNo}\t`,
    // The ledger's is that of the hold, where a trade was paid from one. A fault writes another.
    `${line.order === entry.order ? trade.outTradeNo : (line.order ?? '')}\t`,
    `${line.movement === 'capture' ? '交易' : '退款'}\t`,
    quoted(trade.subject),
    wireTime(trade.createdMs),
    wireTime(line.movedMs),
    '\t,\t,\t,\t',
    `${buyer?.logonId ?? ''}\t`,
    gross,
    gross,
    `${none},${none},${none},${none},${none},`,
    `${none}\t`,
    none,
    `${requestNo ?? ''}\t`,
    // What the merchant pays is negative.
    wireOf(line, -line.feeMinor),
    none,
    quoted(trade.body ?? ''),
  ].join(',');
}

function renderTotals(lines: readonly SettlementLine[]): readonly string[] {
  const totalOf = (movement: SettlementLine['movement']): { count: number; sum: string } => {
    const those = lines.filter((line) => line.movement === movement);
    const sumMinor = those.reduce((sum, line) => sum + line.grossMinor, 0);
    return { count: those.length, sum: toWire(sumMinor) };
  };
  const paid = totalOf('capture');
  const refunded = totalOf('refund');
  return [
    `#交易合计：${paid.count}笔，商家实收共${paid.sum}元，商家优惠共0.00元`,
    `#退款合计：${refunded.count}笔，商家实收退款共${refunded.sum}元，商家优惠退款共0.00元`,
  ];
}

function wireOf({ currency }: SettlementLine, amountMinor: number): string {
  // Only a fault settles in a currency that Alipay has not; the bill has no column that says so.
  return isAlipayCurrency(currency) ? toWire(amountMinor, currency) : toWire(amountMinor);
}

const quoted = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
