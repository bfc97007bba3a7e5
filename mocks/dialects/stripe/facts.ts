import type { PaymentFacts } from '../../kernel/payment-facts.ts';
import type { FormTree, GatewayRequest } from '../../kernel/request.ts';
import { cardByNumber, cardOfTestId } from './cards.ts';
import { CURRENCIES, minorOf } from './currencies.ts';
import type { Intent } from './objects.ts';
import type { StripeState } from './state.ts';

// What faults can match a request by: what it says itself wins over the intent that it names. Nothing
// is judged here; what makes no sense is left out.

export function factsOf(state: StripeState, { path, params, form }: GatewayRequest): PaymentFacts {
  const intent = state.intents.get(intentIdOf(state, path, params['id'], form) ?? '');
  const currency = textOf(form, 'currency')?.toLowerCase() ?? intent?.currency;
  const amount = Number(
    textOf(form, 'amount') ?? textOf(form, 'amount_to_capture') ?? intent?.amount,
  );
  const cardNumber = cardIn(state, form) ?? cardOf(state, intent);
  const brand = cardByNumber(cardNumber ?? '')?.brand;
  const region = regionIn(form);
  const isKnown = currency !== undefined && CURRENCIES.has(currency);
  return {
    ...(currency === undefined ? {} : { currency: currency.toUpperCase() }),
    ...(isKnown && Number.isInteger(amount) ? { amountMinor: minorOf(amount, currency) } : {}),
    ...(cardNumber === undefined ? {} : { cardNumber, method: 'card' }),
    ...(brand === undefined ? {} : { brand }),
    ...(region === undefined ? {} : { region }),
  };
}

/** The intent that the request names, itself or by its charge or refund. */
export function intentIdOf(
  state: StripeState,
  path: string,
  id: string | undefined,
  form: FormTree,
): string | undefined {
  const charge = (of: string): string | undefined => state.charges.get(of)?.intent ?? undefined;
  if (id === undefined)
    return textOf(form, 'payment_intent') ?? charge(textOf(form, 'charge') ?? '');
  if (path.startsWith('/v1/charges/')) return charge(id);
  return path.startsWith('/v1/refunds/') ? charge(state.refunds.get(id)?.charge ?? '') : id;
}

function cardIn(state: StripeState, form: FormTree): string | undefined {
  const id = textOf(form, 'payment_method');
  if (id !== undefined)
    return (state.paymentMethods.get(id)?.card ?? cardOfTestId(id, 'pm_card_'))?.number;
  const card = treeOf(treeOf(form, 'payment_method_data'), 'card') ?? treeOf(form, 'card');
  const token = textOf(card, 'token');
  if (token !== undefined) return cardOfTestId(token, 'tok_')?.number;
  return textOf(card, 'number')?.replaceAll(/[ -]/g, '');
}

function cardOf(state: StripeState, intent: Intent | undefined): string | undefined {
  const charge = state.charges.get(intent?.latestCharge ?? '');
  const method = state.paymentMethods.get(intent?.paymentMethod ?? '') ?? charge?.paymentMethod;
  return method?.card.number;
}

function regionIn(form: FormTree): string | undefined {
  const details = treeOf(treeOf(form, 'payment_method_data'), 'billing_details');
  const addresses = [treeOf(details, 'address'), treeOf(treeOf(form, 'shipping'), 'address')];
  return addresses
    .map((address) => textOf(address, 'country'))
    .find((country) => country !== undefined)
    ?.toUpperCase();
}

function textOf(tree: FormTree | undefined, field: string): string | undefined {
  const value = tree?.[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function treeOf(tree: FormTree | undefined, field: string): FormTree | undefined {
  const value = tree?.[field];
  return typeof value === 'object' ? value : undefined;
}
