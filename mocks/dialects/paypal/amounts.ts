import type { ApiErrors, IssuePlace } from './api-errors.ts';
import { isPayPalCurrency, parseWireValue, type Amount } from './money.ts';
import type { MoneyBody } from './requests.ts';

/** Reads `currency_code` and `value`, or throws PayPal's word for what is wrong with them. */
export function readAmount(body: MoneyBody, field: string, errors: ApiErrors): Amount {
  const place = (name: keyof MoneyBody): IssuePlace => ({
    field: `${field}/${name}`,
    value: body[name],
    location: 'body',
  });
  if (!isPayPalCurrency(body.currency_code)) {
    throw errors.refusal('INVALID_CURRENCY_CODE', place('currency_code'));
  }
  const parsed = parseWireValue(body.value, body.currency_code);
  if (parsed.kind === 'problem') throw errors.refusal(parsed.problem, place('value'));
  return parsed.amount;
}
