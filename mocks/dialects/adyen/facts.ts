import { readPath } from '../../kernel/match-fields.ts';
import type { PaymentFacts } from '../../kernel/payment-facts.ts';
import type { GatewayRequest } from '../../kernel/request.ts';
import type { Books } from './books.ts';
import { findCard } from './cards.ts';
import { fromWire, isSupported } from './currencies.ts';

// What faults can match a request by: what it says itself wins over the payment that it names. Nothing
// is judged here; what makes no sense is left out. Of a payment that was made before no card number
// is known any more.

export function factsOf(books: Books, { json, params }: GatewayRequest): PaymentFacts {
  const payment = books.payments.get(params['psp'] ?? '');
  const currency = textIn(json, 'amount.currency') ?? payment?.currency;
  const amountMinor = minorOf(json) ?? payment?.amountMinor;
  const cardNumber = numberIn(json);
  const brand = findCard(cardNumber ?? '')?.brand ?? payment?.card.brand;
  const type = textIn(json, 'paymentMethod.type') ?? (payment === undefined ? undefined : 'scheme');
  const bank = textIn(json, 'paymentMethod.issuer');
  const region = textIn(json, 'countryCode') ?? textIn(json, 'billingAddress.country');
  return {
    ...(currency === undefined ? {} : { currency: currency.toUpperCase() }),
    ...(amountMinor === undefined ? {} : { amountMinor }),
    ...(cardNumber === undefined ? {} : { cardNumber }),
    ...(brand === undefined ? {} : { brand }),
    ...(type === undefined ? {} : { method: type.toLowerCase() }),
    ...(bank === undefined ? {} : { bank }),
    ...(region === undefined ? {} : { region: region.toUpperCase() }),
  };
}

/** Raw, or as Adyen's test platform takes for encrypted. */
function numberIn(json: unknown): string | undefined {
  const encrypted = textIn(json, 'paymentMethod.encryptedCardNumber');
  if (encrypted?.startsWith('test_') === true) return encrypted.slice('test_'.length);
  return textIn(json, 'paymentMethod.number');
}

function minorOf(json: unknown): number | undefined {
  const currency = textIn(json, 'amount.currency') ?? '';
  const value = readPath(json, 'amount.value');
  if (typeof value !== 'number' || !isSupported(currency)) return undefined;
  return fromWire({ value, currency })?.amountMinor;
}

function textIn(value: unknown, path: string): string | undefined {
  const text = readPath(value, path);
  return typeof text === 'string' && text !== '' ? text : undefined;
}
