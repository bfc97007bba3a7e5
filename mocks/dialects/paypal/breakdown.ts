import type { ApiErrors, IssuePlace } from './api-errors.ts';
import type { UnitRecord } from './books.ts';
import type { Issue } from './issues.ts';
import { parseWireValue } from './money.ts';
import type { MoneyBody } from './requests.ts';

// What a purchase unit says of its amount has to add up: the items to their total, their taxes to
// theirs, and all the parts to the amount. Whoever has no breakdown and no items is not asked.
// https://developer.paypal.com/api/rest/reference/orders/v2/errors/

const ADDED = ['item_total', 'tax_total', 'shipping', 'handling', 'insurance'] as const;
const TAKEN_OFF = ['shipping_discount', 'discount'] as const;

/** Throws PayPal's word for the first sum that is wrong. */
export function checkBreakdown(unit: UnitRecord, errors: ApiErrors): void {
  const { breakdown } = unit.body.amount;
  const { items = [] } = unit.body;
  const place = `/purchase_units/@reference_id=='${unit.referenceId}'`;
  const refuse = (issue: Issue, field: string, money?: MoneyBody): never => {
    const value: IssuePlace = money === undefined ? {} : { value: money.value };
    throw errors.refusal(issue, { field: `${place}/${field}`, ...value, location: 'body' });
  };
  const minorOf = (money: MoneyBody | undefined, field: string): number => {
    if (money === undefined) return 0;
    if (money.currency_code !== unit.currency) refuse('MULTI_CURRENCY_ORDER', field);
    const parsed = parseWireValue(money.value, unit.currency);
    if (parsed.kind === 'amount') return parsed.amount.amountMinor;
    if (parsed.problem !== 'CANNOT_BE_ZERO_OR_NEGATIVE')
      return refuse(parsed.problem, field, money);
    return money.value.startsWith('-') ? refuse('CANNOT_BE_NEGATIVE', field, money) : 0;
  };
  const sumOf = (moneyOf: (item: (typeof items)[number]) => MoneyBody | undefined, field: string) =>
    items.reduce(
      (sum, item, index) =>
        sum + minorOf(moneyOf(item), `items/${index}/${field}`) * Number(item.quantity),
      0,
    );
  const checkTotal = (name: 'item_total' | 'tax_total', isMeant: boolean, sum: number): void => {
    if (!isMeant) return;
    const field = `amount/breakdown/${name}`;
    const total = breakdown?.[name];
    const of = name === 'item_total' ? 'ITEM_TOTAL' : 'TAX_TOTAL';
    if (total === undefined) refuse(`${of}_REQUIRED`, field);
    else if (minorOf(total, field) !== sum) refuse(`${of}_MISMATCH`, field, total);
  };

  checkTotal(
    'item_total',
    items.length > 0,
    sumOf(({ unit_amount: price }) => price, 'unit_amount'),
  );
  checkTotal(
    'tax_total',
    items.some(({ tax }) => tax !== undefined),
    sumOf(({ tax }) => tax, 'tax'),
  );
  if (breakdown === undefined) return;
  const partOf = (name: (typeof ADDED | typeof TAKEN_OFF)[number]): number =>
    minorOf(breakdown[name], `amount/breakdown/${name}`);
  const added = ADDED.reduce((sum, name) => sum + partOf(name), 0);
  const takenOff = TAKEN_OFF.reduce((sum, name) => sum + partOf(name), 0);
  if (added - takenOff !== unit.amountMinor) {
    refuse('AMOUNT_MISMATCH', 'amount/value', unit.body.amount);
  }
}
