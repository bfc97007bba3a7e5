import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type Stripe from 'stripe';
import { clientOf, startRig, type Rig } from './rig.fixture.ts';

// The calls of the API reference, with the ids that its examples have: suites that were written for
// a stateless mock make them in any order and expect each to work.

let rig: Rig;
let stripe: Stripe;
beforeAll(async () => {
  rig = await startRig({ isLenient: true });
  // Any test key will do.
  stripe = clientOf(rig.baseUrl, 'sk_test_123');
});
afterAll(() => rig[Symbol.asyncDispose]());

const PI = 'pi_xxxxxxxxxxxxx';
const CH = 'ch_xxxxxxxxxxxxx';
const RE = 're_xxxxxxxxxxxxx';
const PM = 'pm_xxxxxxxxxxxxx';
const CUS = 'cus_xxxxxxxxxxxxx';
const metadata = { order_id: '6735' };

type Calls = Readonly<Record<string, () => Promise<{ readonly object: string }>>>;

const PAYMENT_INTENTS: Calls = {
  create: () => stripe.paymentIntents.create({ amount: 1099, currency: 'eur' }),
  'create with methods of the dashboard': () =>
    stripe.paymentIntents.create({
      amount: 2000,
      currency: 'usd',
      automatic_payment_methods: { enabled: true },
    }),
  'create with a method that is no card': () =>
    stripe.paymentIntents.create({
      amount: 200,
      currency: 'usd',
      payment_method_data: { type: 'p24', p24: { bank: 'blik' } },
    }),
  retrieve: () => stripe.paymentIntents.retrieve(PI),
  update: () => stripe.paymentIntents.update(PI, { metadata }),
  list: () => stripe.paymentIntents.list({ limit: 3 }),
  search: () =>
    stripe.paymentIntents.search({
      query: "status:'succeeded' AND metadata['order_id']:'6735'",
    }),
  confirm: () => stripe.paymentIntents.confirm(PI, { payment_method: 'pm_card_visa' }),
  'confirm again': () => stripe.paymentIntents.confirm(PI, { payment_method: PM }),
  capture: () => stripe.paymentIntents.capture(PI),
  'capture again': () => stripe.paymentIntents.capture(PI, { amount_to_capture: 750 }),
  cancel: () => stripe.paymentIntents.cancel(PI),
  'cancel again': () => stripe.paymentIntents.cancel(PI),
  'increment authorization': () =>
    stripe.paymentIntents.incrementAuthorization(PI, { amount: 2099 }),
  'apply a customer balance': () => stripe.paymentIntents.applyCustomerBalance(PI),
  'verify microdeposits': () => stripe.paymentIntents.verifyMicrodeposits(PI),
};

const CHARGES: Calls = {
  create: () => stripe.charges.create({ amount: 2000, currency: 'usd', source: 'tok_xxxx' }),
  retrieve: () => stripe.charges.retrieve(CH),
  update: () => stripe.charges.update(CH, { metadata }),
  list: () => stripe.charges.list({ limit: 3 }),
  search: () => stripe.charges.search({ query: "amount>999 AND metadata['order_id']:'6735'" }),
  capture: () => stripe.charges.capture(CH),
  'capture again': () => stripe.charges.capture(CH),
};

const REFUNDS: Calls = {
  create: () => stripe.refunds.create({ charge: CH }),
  'create again': () => stripe.refunds.create({ charge: CH }),
  'create for an intent': () => stripe.refunds.create({ payment_intent: PI }),
  retrieve: () => stripe.refunds.retrieve(RE),
  update: () => stripe.refunds.update(RE, { metadata }),
  list: () => stripe.refunds.list({ limit: 3 }),
  cancel: () => stripe.refunds.cancel(RE),
  'cancel again': () => stripe.refunds.cancel(RE),
};

const PAYMENT_METHODS: Calls = {
  create: () =>
    stripe.paymentMethods.create({
      type: 'card',
      card: { number: '4242424242424242', exp_month: 8, exp_year: 2020, cvc: '314' },
    }),
  retrieve: () => stripe.paymentMethods.retrieve(PM),
  update: () => stripe.paymentMethods.update(PM, { metadata }),
  list: () => stripe.paymentMethods.list({ customer: CUS, type: 'card' }),
  attach: () => stripe.paymentMethods.attach(PM, { customer: CUS }),
  'attach to another': () => stripe.paymentMethods.attach(PM, { customer: 'cus_other' }),
  detach: () => stripe.paymentMethods.detach(PM),
  'detach again': () => stripe.paymentMethods.detach(PM),
};

const CUSTOMERS: Calls = {
  create: () => stripe.customers.create({ description: 'My First Test Customer' }),
  retrieve: () => stripe.customers.retrieve(CUS),
  update: () => stripe.customers.update(CUS, { metadata }),
  delete: () => stripe.customers.del(CUS),
  'update after the delete': () => stripe.customers.update(CUS, { metadata }),
  list: () => stripe.customers.list({ limit: 3 }),
  search: () => stripe.customers.search({ query: "name:'fakename' AND metadata['foo']:'bar'" }),
  'list payment methods': () => stripe.customers.listPaymentMethods(CUS, { type: 'card' }),
  'retrieve a payment method': () => stripe.customers.retrievePaymentMethod(CUS, PM),
  'create a balance transaction': () =>
    stripe.customers.createBalanceTransaction(CUS, { amount: -500, currency: 'usd' }),
  'list balance transactions': () => stripe.customers.listBalanceTransactions(CUS, { limit: 3 }),
  'retrieve the cash balance': () => stripe.customers.retrieveCashBalance('cus_123'),
  'list sources': () => stripe.customers.listSources(CUS, { object: 'card', limit: 3 }),
  'create a source': () => stripe.customers.createSource(CUS, { source: 'tok_xxxx' }),
  'delete a source': () => stripe.customers.deleteSource(CUS, 'card_xxxxxxxxxxxxx'),
  'create a tax id': () => stripe.customers.createTaxId(CUS, { type: 'eu_vat', value: 'DE123' }),
  'list tax ids': () => stripe.customers.listTaxIds(CUS, { limit: 3 }),
};

const OTHERS: Calls = {
  'retrieve an event': () => stripe.events.retrieve('evt_xxxxxxxxxxxxx'),
  'list events': () => stripe.events.list({ limit: 3 }),
  'retrieve a balance transaction': () => stripe.balanceTransactions.retrieve('txn_xxxxxxxxxxxxx'),
  'list balance transactions': () => stripe.balanceTransactions.list({ limit: 3 }),
  'retrieve the balance': () => stripe.balance.retrieve(),
  'create a webhook endpoint': () =>
    stripe.webhookEndpoints.create({
      url: 'http://127.0.0.1:9/endpoint',
      enabled_events: ['charge.failed'],
    }),
  'retrieve a webhook endpoint': () => stripe.webhookEndpoints.retrieve('we_xxxxxxxxxxxxx'),
  'update a webhook endpoint': () =>
    stripe.webhookEndpoints.update('we_xxxxxxxxxxxxx', { description: 'new' }),
  'delete a webhook endpoint': () => stripe.webhookEndpoints.del('we_xxxxxxxxxxxxx'),
  'list webhook endpoints': () => stripe.webhookEndpoints.list({ limit: 3 }),
  'create a setup intent': () =>
    stripe.setupIntents.create({ allowed_payment_method_types: ['card'] }),
  'retrieve a setup intent': () => stripe.setupIntents.retrieve('seti_xxxxxxxxxxxxx'),
  'confirm a setup intent': () => stripe.setupIntents.confirm('seti_xxxxxxxxxxxxx'),
  'cancel a setup intent': () => stripe.setupIntents.cancel('seti_xxxxxxxxxxxxx'),
  'list setup intents': () => stripe.setupIntents.list({ limit: 3 }),
};

describe.each([
  ['payment intents', PAYMENT_INTENTS],
  ['charges', CHARGES],
  ['refunds', REFUNDS],
  ['payment methods', PAYMENT_METHODS],
  ['customers', CUSTOMERS],
  ['the account', OTHERS],
])('a lenient gateway and %s', (_resource, calls) => {
  it.each(Object.entries(calls))('answers %s', async (_call, ask) => {
    const answer = await ask();
    expect(answer.object).toEqual(expect.any(String));
    if (['list', 'search_result'].includes(answer.object)) {
      expect(answer).toHaveProperty('data[0].object');
    }
  });

  it('answers them in the other order, too', async () => {
    for (const ask of Object.values(calls).reverse()) await ask();
  });
});

describe('what a lenient gateway makes up', () => {
  it('moves money in the ledger like anything else', async () => {
    const taken = await stripe.paymentIntents.capture('pi_made_up');
    expect(taken).toMatchObject({ id: 'pi_made_up', status: 'succeeded', amount_received: 2000 });
    const entries = rig.ledger().filter(({ object }) => object === 'pi_made_up');
    expect(entries.map(({ movement }) => movement)).toEqual(['authorise', 'capture']);
    for (const { postings } of rig.ledger()) {
      expect(postings.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(0);
    }
  });

  it('does not hide what is known: its own objects keep their state', async () => {
    const paid = await stripe.paymentIntents.create({
      amount: 1000,
      currency: 'eur',
      confirm: true,
      payment_method: 'pm_card_visa',
    });
    await expect(stripe.paymentIntents.capture(paid.id)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
  });

  it('takes no live key', async () => {
    const live = clientOf(rig.baseUrl, ['sk', 'live', '123'].join('_'));
    await expect(live.customers.list()).rejects.toMatchObject({ statusCode: 401 });
  });
});
