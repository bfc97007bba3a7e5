import type { FormTree } from '../../kernel/request.ts';
import { badParameter } from './api-errors.ts';
import { CURRENCIES } from './currencies.ts';
import type { CardOptions, Intent } from './objects.ts';
import { readChoice, readList, readText, readTree } from './parameters.ts';
import type { StripeState } from './state.ts';

// The terms of a payment as a create, an update or a confirm states them.

export function checkAmount(amount: number, currency: string): void {
  const rules = CURRENCIES.get(currency);
  if (rules === undefined) {
    const known = [...CURRENCIES.keys()].sort().join(', ');
    throw badParameter(
      'currency',
      `Invalid currency: ${currency}. Stripe currently supports these currencies: ${known}`,
    );
  }
  checkStep(amount, currency, 'amount');
  if (amount < rules.minimum) {
    throw badParameter(
      'amount',
      `Amount must be at least ${inWords(rules.minimum, currency)} ${currency}`,
      'amount_too_small',
    );
  }
  if (amount > rules.maximum) {
    throw badParameter(
      'amount',
      `Amount must be no more than ${inWords(rules.maximum, currency)}`,
      'amount_too_large',
    );
  }
}

/** `$0.50`, as Stripe writes amounts in its messages. */
function inWords(amount: number, currency: string): string {
  const { wirePerMinor = 1, decimals = 2 } = CURRENCIES.get(currency) ?? {};
  return (amount / wirePerMinor / 10 ** decimals).toLocaleString('en-US', {
    style: 'currency',
    currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

/** Three-decimal amounts end in 0, those of ISK and UGX in 00. */
export function checkStep(amount: number, currency: string, param: string): void {
  const step = CURRENCIES.get(currency)?.step ?? 1;
  if (amount % step === 0) return;
  throw badParameter(
    param,
    `Invalid amount: amounts in ${currency.toUpperCase()} must be multiples of ${step}.`,
    'parameter_invalid_integer',
  );
}

export interface MethodTypes {
  readonly hasAutomaticMethods: boolean;
  readonly allowsRedirects: boolean;
}

export function readMethodTypes(state: StripeState, form: FormTree): MethodTypes {
  const automatic = readTree(form, 'automatic_payment_methods');
  const types = [
    ...readList(form, 'payment_method_types'),
    ...readList(form, 'allowed_payment_method_types'),
  ];
  const stranger = types.find((type) => type !== 'card');
  if (stranger !== undefined && !state.gateway.behaviour.isLenient) {
    throw badParameter(
      'payment_method_types',
      `The payment method type "${stranger}" is invalid. This account has activated: card.`,
      'payment_intent_invalid_parameter',
    );
  }
  return {
    hasAutomaticMethods: types.length === 0,
    allowsRedirects: automatic?.['allow_redirects'] !== 'never',
  };
}

export function readCardOptions(form: FormTree, before: CardOptions): CardOptions {
  if (form['payment_method_options'] === undefined) return before;
  const options = readTree(form, 'payment_method_options');
  const card = options === null ? null : readTree(options, 'card');
  if (card === null) return before;
  const asks = (field: string, otherwise: boolean): boolean => {
    const asked = readChoice(card, field, ['if_available', 'never'] as const);
    return asked === null ? otherwise : asked === 'if_available';
  };
  return {
    requestThreeDSecure:
      readChoice(card, 'request_three_d_secure', ['any', 'automatic', 'challenge'] as const) ??
      before.requestThreeDSecure,
    requestMulticapture: asks('request_multicapture', before.requestMulticapture),
    requestIncremental: asks('request_incremental_authorization', before.requestIncremental),
  };
}

/** Only the fields that were given. */
export function readTexts(form: FormTree): Partial<Intent> {
  const texts: { -readonly [Name in keyof Intent]?: Intent[Name] } = {};
  if (form['description'] !== undefined) texts.description = readText(form, 'description');
  if (form['receipt_email'] !== undefined) texts.receiptEmail = readText(form, 'receipt_email');
  if (form['statement_descriptor'] !== undefined) {
    texts.statementDescriptor = readDescriptor(form, 'statement_descriptor');
  }
  if (form['statement_descriptor_suffix'] !== undefined) {
    texts.statementDescriptorSuffix = readDescriptor(form, 'statement_descriptor_suffix');
  }
  if (form['transfer_group'] !== undefined) texts.transferGroup = readText(form, 'transfer_group');
  return texts;
}

const LONGEST_DESCRIPTOR = 22;

function readDescriptor(form: FormTree, field: string): string | null {
  const text = readText(form, field);
  if (text === null || text.length <= LONGEST_DESCRIPTOR) return text;
  throw badParameter(
    field,
    `The statement descriptor must be at most ${LONGEST_DESCRIPTOR} characters.`,
  );
}
