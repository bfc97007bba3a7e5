import type { PaymentFacts } from '../../kernel/payment-facts.ts';
import type { GatewayRequest } from '../../kernel/request.ts';
import { textIn, type Biz } from './asked.ts';
import type { Desk } from './desk.ts';
import { isAlipayCurrency, parseWireAmount } from './money.ts';

// What faults can match a request by: what it says itself wins over the trade or the hold that it
// names. Nothing is judged here; what makes no sense is left out.

export function factsOf(desk: Desk, request: GatewayRequest): PaymentFacts {
  const { biz } = desk.asked(request);
  const known = recordOf(desk, biz);
  const currency = textIn(biz, 'trans_currency') ?? known?.currency ?? 'CNY';
  const amountMinor = amountIn(biz, currency) ?? known?.amountMinor;
  return {
    currency,
    method: 'alipay',
    ...(amountMinor === undefined ? {} : { amountMinor }),
  };
}

function recordOf({ books }: Desk, biz: Biz) {
  const order = textIn(biz, 'out_trade_no') ?? '';
  const trade = books.trades.get(textIn(biz, 'trade_no') ?? books.tradesByOrder.get(order) ?? '');
  return trade ?? books.auths.get(textIn(biz, 'auth_no') ?? '');
}

function amountIn(biz: Biz, currency: string): number | undefined {
  const names = ['total_amount', 'amount', 'refund_amount'];
  const text = names.map((name) => textIn(biz, name)).find((value) => value !== null) ?? null;
  if (text === null || !isAlipayCurrency(currency)) return undefined;
  const parsed = parseWireAmount(text, currency);
  return parsed.kind === 'amount' ? parsed.amountMinor : undefined;
}
