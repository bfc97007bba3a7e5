import { readPath } from '../../kernel/match-fields.ts';
import type { PaymentFacts } from '../../kernel/payment-facts.ts';
import type { GatewayRequest } from '../../kernel/request.ts';
import type { Books } from './books.ts';

// What faults can match a request by: what it says itself wins over the order that it names. Nothing
// is judged here; what makes no sense is left out. Fen are minor units.

export function factsOf(books: Books, { json, params }: GatewayRequest): PaymentFacts {
  const named = readPath(json, 'out_trade_no');
  const order = [named, ...Object.values(params)]
    .map((name) => (typeof name === 'string' ? books.orders.get(name) : undefined))
    .find((found) => found !== undefined);
  const asked = readPath(json, 'amount.refund') ?? readPath(json, 'amount.total');
  const currency = readPath(json, 'amount.currency') ?? order?.currency ?? 'CNY';
  const amountMinor = typeof asked === 'number' ? asked : order?.totalFen;
  const bank = order?.payment?.bankType;
  return {
    method: 'wechatpay',
    ...(typeof currency === 'string' ? { currency } : {}),
    ...(amountMinor === undefined ? {} : { amountMinor }),
    ...(bank === undefined ? {} : { bank }),
  };
}
