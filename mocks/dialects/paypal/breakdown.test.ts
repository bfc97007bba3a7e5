import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, startRig, textAt, type Reply, type Rig } from './rig.fixture.ts';

const ORDERS = '/v2/checkout/orders';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

const usd = (value: string, currency = 'USD') => ({ currency_code: currency, value });
const tea = { name: 'Tea', quantity: '2', unit_amount: usd('4.00'), tax: usd('0.50') };
const parts = {
  item_total: usd('8.00'),
  tax_total: usd('1.00'),
  shipping: usd('3.00'),
  handling: usd('0.00'),
  insurance: usd('0.25'),
  shipping_discount: usd('1.25'),
  discount: usd('1.00'),
};

const unitOf = (
  breakdown: object | undefined,
  items: readonly object[] | undefined,
  value = '10.00',
) => ({
  amount: { ...usd(value), ...(breakdown === undefined ? {} : { breakdown }) },
  ...(items === undefined ? {} : { items }),
});
const create = (unit: object): Promise<Reply> =>
  rig.ask('POST', ORDERS, { intent: 'CAPTURE', purchase_units: [unit] });

const UNIT = "/purchase_units/@reference_id=='default'";

describe('the breakdown of an amount', () => {
  it('is taken when all of it adds up, or when there is none', async () => {
    expect((await create(unitOf(parts, [tea]))).status).toBe(201);
    expect((await create(unitOf(undefined, undefined))).status).toBe(201);
    expect((await create(unitOf({ item_total: usd('10.00') }, undefined))).status).toBe(201);
  });

  it.each<readonly [issue: string, field: string, unit: object]>([
    ['AMOUNT_MISMATCH', 'amount/value', unitOf(parts, [tea], '10.01')],
    ['AMOUNT_MISMATCH', 'amount/value', unitOf({}, undefined)],
    ['ITEM_TOTAL_REQUIRED', 'amount/breakdown/item_total', unitOf(undefined, [tea])],
    [
      'ITEM_TOTAL_MISMATCH',
      'amount/breakdown/item_total',
      unitOf(parts, [{ ...tea, quantity: '3' }]),
    ],
    [
      'TAX_TOTAL_REQUIRED',
      'amount/breakdown/tax_total',
      unitOf({ ...parts, tax_total: undefined }, [tea]),
    ],
    [
      'TAX_TOTAL_MISMATCH',
      'amount/breakdown/tax_total',
      unitOf(parts, [{ ...tea, tax: usd('0.49') }]),
    ],
    [
      'MULTI_CURRENCY_ORDER',
      'items/0/unit_amount',
      unitOf(parts, [{ ...tea, unit_amount: usd('4.00', 'EUR') }]),
    ],
    [
      'CANNOT_BE_NEGATIVE',
      'amount/breakdown/discount',
      unitOf({ ...parts, discount: usd('-1.00') }, [tea]),
    ],
    [
      'DECIMAL_PRECISION',
      'amount/breakdown/shipping',
      unitOf({ ...parts, shipping: usd('3.001') }, [tea]),
    ],
  ])('is refused with %s at %s', async (issue, field, unit) => {
    expect(await create(unit)).toMatchObject({
      status: 422,
      body: {
        name: 'UNPROCESSABLE_ENTITY',
        details: [{ issue, field: `${UNIT}/${field}`, location: 'body' }],
      },
    });
  });

  it.each([
    ['no name', { name: undefined }, 'MISSING_REQUIRED_PARAMETER', 'name'],
    ['no price', { unit_amount: undefined }, 'MISSING_REQUIRED_PARAMETER', 'unit_amount'],
    ['half a piece', { quantity: '0.5' }, 'INVALID_PARAMETER_SYNTAX', 'quantity'],
    ['a number of pieces', { quantity: 2 }, 'INVALID_PARAMETER_SYNTAX', 'quantity'],
  ])('has no items with %s', async (_what, change, issue, field) => {
    const reply = await create(unitOf(parts, [{ ...tea, ...change }]));
    expect(reply).toMatchObject({
      status: 400,
      body: { details: [{ issue, field: `/purchase_units/0/items/0/${field}` }] },
    });
  });

  it('has to add up after all patches of a request, not after each', async () => {
    const made = await create(unitOf(parts, [tea]));
    const path = `${ORDERS}/${textAt(made.body, 'id')}`;
    const items = { op: 'replace', path: `${UNIT}/items`, value: [{ ...tea, quantity: '1' }] };
    const less = { ...parts, item_total: usd('4.00'), tax_total: usd('0.50') };
    const amount = {
      op: 'replace',
      path: `${UNIT}/amount`,
      value: { ...usd('5.50'), breakdown: less },
    };
    const half = await rig.ask('PATCH', path, [items]);
    expect(at(half.body, 'details', 0, 'issue')).toBe('ITEM_TOTAL_MISMATCH');
    expect((await rig.ask('PATCH', path, [items, amount])).status).toBe(204);
    const { body } = await rig.ask('GET', path);
    expect(at(body, 'purchase_units', 0, 'amount', 'value')).toBe('5.50');
  });
});
