import type { PaymentFacts } from '../../kernel/payment-facts.ts';
import { readPath } from '../../kernel/match-fields.ts';
import type { GatewayRequest } from '../../kernel/request.ts';
import type { Books, OrderRecord } from './books.ts';
import { isPayPalCurrency, parseWireValue } from './money.ts';

// What faults can match a request by: what it says itself wins over the order that it names. Nothing
// is judged here; what makes no sense is left out.

export function factsOf(books: Books, { json, params }: GatewayRequest): PaymentFacts {
  const order = orderOf(books, params['id'] ?? '');
  const unit = readPath(json, 'purchase_units.0');
  const money = readPath(unit, 'amount') ?? readPath(json, 'amount');
  const [known] = order?.units ?? [];
  const currency = textIn(money, 'currency_code') ?? known?.currency;
  const amountMinor = minorOf(money) ?? known?.amountMinor;
  const card = cardOf(order);
  const cardNumber = textIn(json, 'payment_source.card.number') ?? card;
  const isWallet =
    readPath(json, 'payment_source.paypal') !== undefined || order?.source?.kind === 'wallet';
  const region = regionOf(json, unit) ?? regionOf(order, known?.body);
  return {
    ...(currency === undefined ? {} : { currency }),
    ...(amountMinor === undefined ? {} : { amountMinor }),
    ...(cardNumber === undefined ? {} : { cardNumber, method: 'card' }),
    ...(cardNumber === undefined && isWallet ? { method: 'paypal' } : {}),
    ...(region === undefined ? {} : { region }),
  };
}

function orderOf(books: Books, id: string): OrderRecord | undefined {
  const captureId = books.refunds.get(id)?.captureId ?? id;
  const part = books.captures.get(captureId) ?? books.authorisations.get(id);
  return books.orders.get(part?.orderId ?? id);
}

function minorOf(money: unknown): number | undefined {
  const currency = textIn(money, 'currency_code');
  if (currency === undefined || !isPayPalCurrency(currency)) return undefined;
  const parsed = parseWireValue(textIn(money, 'value') ?? '', currency);
  return parsed.kind === 'amount' ? parsed.amount.amountMinor : undefined;
}

const cardOf = (order: OrderRecord | undefined): string | undefined =>
  order?.source?.kind === 'card' ? order.source.number : undefined;

const regionOf = (owner: unknown, unit: unknown): string | undefined =>
  (
    textIn(owner, 'payment_source.card.billing_address.country_code') ??
    textIn(owner, 'payer.address.country_code') ??
    textIn(unit, 'shipping.address.country_code')
  )?.toUpperCase();

function textIn(value: unknown, path: string): string | undefined {
  const text = readPath(value, path);
  return typeof text === 'string' && text !== '' ? text : undefined;
}
