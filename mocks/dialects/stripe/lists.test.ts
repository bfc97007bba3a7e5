import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { order, startRig, type Rig } from './rig.fixture.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig[Symbol.asyncDispose]());

const create = (index: number) =>
  rig.stripe.paymentIntents.create({
    amount: 1000 + index,
    currency: 'eur',
    ...order(`o-${index}`),
  });

async function createMany(count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) ids.unshift((await create(index)).id);
  return ids;
}

const ask = (query: string) => rig.ask('GET', `/v1/payment_intents?${query}`);
const idsOf = (list: { readonly data: readonly { readonly id: string }[] }) =>
  list.data.map(({ id }) => id);

describe('a list', () => {
  it('is newest first, ten at a time, and says whether there is more', async () => {
    const ids = await createMany(12);
    const first = await rig.stripe.paymentIntents.list();
    expect(idsOf(first)).toEqual(ids.slice(0, 10));
    expect(first).toMatchObject({ object: 'list', has_more: true, url: '/v1/payment_intents' });
    const rest = await rig.stripe.paymentIntents.list({ starting_after: ids[9] ?? '' });
    expect(idsOf(rest)).toEqual(ids.slice(10));
    expect(rest.has_more).toBe(false);
  });

  it('goes back by ending_before, next to the cursor first', async () => {
    const ids = await createMany(6);
    const page = await rig.stripe.paymentIntents.list({ ending_before: ids[4] ?? '', limit: 2 });
    expect(idsOf(page)).toEqual(ids.slice(2, 4));
    expect(page.has_more).toBe(true);
    const start = await rig.stripe.paymentIntents.list({ ending_before: ids[2] ?? '', limit: 2 });
    expect(idsOf(start)).toEqual(ids.slice(0, 2));
    expect(start.has_more).toBe(false);
  });

  it('is walked through to its end by the SDK, forth and back', async () => {
    const ids = await createMany(7);
    const forth: string[] = [];
    for await (const { id } of rig.stripe.paymentIntents.list({ limit: 3 })) forth.push(id);
    expect(forth).toEqual(ids);
    const back: string[] = [];
    const from = { limit: 2, ending_before: ids.at(-1) ?? '' };
    for await (const { id } of rig.stripe.paymentIntents.list(from)) back.push(id);
    expect(back).toEqual(ids.slice(0, -1).reverse());
    const array = await rig.stripe.paymentIntents
      .list({ limit: 3 })
      .autoPagingToArray({ limit: 5 });
    expect(array).toHaveLength(5);
  });

  it('is walked through while new items come', async () => {
    const ids = await createMany(4);
    const seen: string[] = [];
    for await (const { id } of rig.stripe.paymentIntents.list({ limit: 2 })) {
      seen.push(id);
      if (seen.length === 1) await create(99);
    }
    expect(seen).toEqual(ids);
  });

  it('is filtered by when things were created', async () => {
    const [first] = await createMany(1);
    const at = Math.floor(rig.clock.now() / 1000);
    rig.clock.advance(100_000);
    const later = await create(2);
    const list = async (created: object | number) =>
      idsOf(await rig.stripe.paymentIntents.list({ created: created as number }));
    expect(await list({ gt: at + 50 })).toEqual([later.id]);
    expect(await list({ gte: later.created })).toEqual([later.id]);
    expect(await list({ lt: later.created })).toEqual([first]);
    expect(await list({ lte: later.created })).toEqual([later.id, first]);
    expect(await list(later.created)).toEqual([later.id]);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=x', 'limit'],
    ['starting_after=pi_none', 'starting_after'],
    ['ending_before=pi_none', 'ending_before'],
    ['created[gt]=soon', 'created[gt]'],
    ['created[near]=1', 'created[near]'],
    ['created=soon', 'created'],
    ['colour=red', 'colour'],
    ['expand[]=data.colour', 'expand'],
    ['expand[]=customer', 'expand'],
  ])('is refused for %s', async (query, param) => {
    const { body } = await ask(query);
    expect(body['error']).toMatchObject({ type: 'invalid_request_error', param });
  });

  it('has one cursor, not two', async () => {
    const [one] = await createMany(2);
    const { body } = await ask(`starting_after=${one}&ending_before=${one}`);
    expect(body['error']).toMatchObject({ type: 'invalid_request_error' });
  });

  it('expands what its items name', async () => {
    await rig.stripe.paymentIntents.create({
      amount: 1000,
      currency: 'eur',
      confirm: true,
      payment_method: 'pm_card_visa',
    });
    const { data } = await rig.stripe.paymentIntents.list({
      expand: ['data.latest_charge.balance_transaction', 'data.latest_charge.refunds'],
    });
    expect(data[0]?.latest_charge).toMatchObject({
      balance_transaction: { object: 'balance_transaction' },
      refunds: { object: 'list', data: [] },
    });
  });
});

describe('a search', () => {
  beforeEach(() => createMany(4));

  const amounts = async (query: string) =>
    (await rig.stripe.paymentIntents.search({ query })).data.map(({ amount }) => amount);

  it.each([
    ["metadata['order_id']:'o-1'", [1001]],
    ['amount>1001', [1003, 1002]],
    ['amount>=1001 AND amount<1003', [1002, 1001]],
    ['amount<=1000', [1000]],
    ['amount:1000 OR amount:1003', [1003, 1000]],
    ["-metadata['order_id']:'o-1' AND amount<1003", [1002, 1000]],
    ["status:'succeeded'", []],
    ["currency:'EUR' AND amount:1002", [1002]],
    ["metadata['colour']:null AND amount:1002", [1002]],
    ["metadata['order_id']~'-3'", [1003]],
  ])('finds %s', async (query, found) => {
    expect(await amounts(query)).toEqual(found);
  });

  it('comes in pages, which the SDK walks through', async () => {
    const page = await rig.stripe.paymentIntents.search({ query: "currency:'eur'", limit: 3 });
    expect(page).toMatchObject({ object: 'search_result', has_more: true });
    const found: number[] = [];
    const all = rig.stripe.paymentIntents.search({ query: "currency:'eur'", limit: 3 });
    for await (const { amount } of all) found.push(amount);
    expect(found).toEqual([1003, 1002, 1001, 1000]);
  });

  it.each(['colour', "colour:'red'", 'amount>1 AND amount<2 OR amount:3'])(
    'is refused when it reads %s',
    async (query) => {
      const { status } = await rig.ask(
        'GET',
        `/v1/payment_intents/search?query=${encodeURIComponent(query)}`,
      );
      expect(status).toBe(400);
    },
  );

  it('is refused for a page that is none', async () => {
    const { status } = await rig.ask('GET', '/v1/charges/search?query=amount:1&page=zzz');
    expect(status).toBe(400);
  });
});
