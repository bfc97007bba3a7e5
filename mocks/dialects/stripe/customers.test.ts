import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startRig, type Rig } from './rig.fixture.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig[Symbol.asyncDispose]());

const noOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: unknown) => error,
  );

const pay = (payment_method: string, rest: object = {}) =>
  rig.stripe.paymentIntents.create({
    amount: 1000,
    currency: 'eur',
    confirm: true,
    payment_method,
    ...rest,
  });

describe('a customer', () => {
  it('keeps what it is given, and what it is given later', async () => {
    const customer = await rig.stripe.customers.create({
      name: 'Ada Example',
      email: 'ada@example.com',
      address: { city: 'London', country: 'GB' },
      metadata: { tier: 'gold' },
    });
    expect(customer).toMatchObject({
      id: expect.stringMatching(/^cus_[0-9A-Za-z]{14}$/),
      name: 'Ada Example',
      address: { city: 'London', country: 'GB', line1: null },
      livemode: false,
    });
    const changed = await rig.stripe.customers.update(customer.id, {
      name: '',
      metadata: { tier: '', since: '2026' },
    });
    expect(changed).toMatchObject({ name: null, email: 'ada@example.com' });
    expect(changed.metadata).toEqual({ since: '2026' });
    const { data } = await rig.stripe.events.list({ type: 'customer.updated' });
    expect(data[0]?.data.previous_attributes).toEqual({
      name: 'Ada Example',
      metadata: { tier: 'gold' },
    });
  });

  it('is found by e-mail and by search, and is gone when deleted', async () => {
    const { id } = await rig.stripe.customers.create({ email: 'ada@example.com' });
    await rig.stripe.customers.create({ email: 'bob@example.com' });
    const byMail = await rig.stripe.customers.list({ email: 'ada@example.com' });
    expect(byMail.data.map((customer) => customer.id)).toEqual([id]);
    const found = await rig.stripe.customers.search({ query: "email~'ada@'" });
    expect(found.data.map((customer) => customer.id)).toEqual([id]);
    expect(await rig.stripe.customers.del(id)).toMatchObject({ id, deleted: true });
    expect(await rig.stripe.customers.retrieve(id)).toMatchObject({ id, deleted: true });
    expect(await noOf(rig.stripe.customers.update(id, {}))).toMatchObject({ statusCode: 404 });
    expect((await rig.stripe.customers.list({ email: 'ada@example.com' })).data).toEqual([]);
  });

  it('has a default method only among its own', async () => {
    const customer = await rig.stripe.customers.create({ payment_method: 'pm_card_visa' });
    const { data } = await rig.stripe.customers.listPaymentMethods(customer.id);
    const own = data[0]?.id ?? '';
    const settings = { invoice_settings: { default_payment_method: own } };
    const changed = await rig.stripe.customers.update(customer.id, {
      ...settings,
      expand: ['invoice_settings.default_payment_method'],
    });
    expect(changed.invoice_settings.default_payment_method).toMatchObject({ id: own });
    const other = await rig.stripe.customers.create();
    expect(await noOf(rig.stripe.customers.update(other.id, settings))).toMatchObject({
      code: 'resource_missing',
    });
    await rig.stripe.paymentMethods.detach(own);
    const after = await rig.stripe.customers.retrieve(customer.id);
    expect(after).toMatchObject({ invoice_settings: { default_payment_method: null } });
  });

  it('is not made when its card is refused', async () => {
    const made = rig.stripe.customers.create({ payment_method: 'pm_card_chargeDeclined' });
    expect(await noOf(made)).toMatchObject({ statusCode: 402, code: 'card_declined' });
    expect((await rig.stripe.customers.list()).data).toEqual([]);
  });
});

describe('a saved payment method', () => {
  it('is attached, charged more than once, and detached for good', async () => {
    const customer = await rig.stripe.customers.create();
    const method = await rig.stripe.paymentMethods.attach('pm_card_mastercard', {
      customer: customer.id,
    });
    expect(method).toMatchObject({ customer: customer.id, card: { brand: 'mastercard' } });
    const options = { customer: customer.id };
    expect((await pay(method.id, options)).status).toBe('succeeded');
    const second = await pay(method.id, { ...options, expand: ['customer', 'payment_method'] });
    expect(second).toMatchObject({
      customer: { id: customer.id },
      payment_method: { id: method.id },
    });
    expect((await rig.stripe.paymentIntents.list(options)).data).toHaveLength(2);
    expect((await rig.stripe.charges.list(options)).data).toHaveLength(2);
    await rig.stripe.paymentMethods.detach(method.id);
    expect(await noOf(pay(method.id))).toMatchObject({
      message: expect.stringContaining('detached'),
    });
    const again = rig.stripe.paymentMethods.attach(method.id, options);
    expect(await noOf(again)).toMatchObject({ statusCode: 400 });
  });

  it('is charged with its customer only', async () => {
    const customer = await rig.stripe.customers.create();
    const stranger = await rig.stripe.customers.create();
    const { id } = await rig.stripe.paymentMethods.attach('pm_card_visa', {
      customer: customer.id,
    });
    expect(await noOf(pay(id))).toMatchObject({ message: expect.stringContaining('belongs to') });
    expect(await noOf(pay(id, { customer: stranger.id }))).toMatchObject({
      code: 'resource_missing',
    });
    const attach = rig.stripe.paymentMethods.attach(id, { customer: stranger.id });
    expect(await noOf(attach)).toMatchObject({ statusCode: 400 });
    const mine = await rig.stripe.customers.retrievePaymentMethod(customer.id, id);
    expect(mine.id).toBe(id);
    expect(await noOf(rig.stripe.customers.retrievePaymentMethod(stranger.id, id))).toMatchObject({
      code: 'resource_missing',
    });
  });

  it('without a customer is good for one payment, with one and for later it is kept', async () => {
    const method = await rig.stripe.paymentMethods.create({
      type: 'card',
      card: { token: 'tok_visa' },
    });
    await pay(method.id);
    expect(await noOf(pay(method.id))).toMatchObject({
      message: expect.stringContaining('previously used'),
    });
    const customer = await rig.stripe.customers.create();
    const options = { customer: customer.id, setup_future_usage: 'off_session' };
    const paid = await pay('pm_card_authenticationRequiredOnSetup', options);
    await fetch(`${rig.baseUrl}/3d_secure/${paid.id}/complete`, { method: 'POST' });
    const [saved] = (await rig.stripe.paymentMethods.list({ customer: customer.id })).data;
    const later = await pay(saved?.id ?? '', { customer: customer.id, off_session: true });
    expect(later.status).toBe('succeeded');
  });

  it('is changed while it is attached', async () => {
    const loose = await rig.stripe.paymentMethods.create({
      type: 'card',
      card: { token: 'tok_visa' },
    });
    expect(await noOf(rig.stripe.paymentMethods.update(loose.id, {}))).toMatchObject({
      statusCode: 400,
    });
    expect(await noOf(rig.stripe.paymentMethods.detach(loose.id))).toMatchObject({
      statusCode: 400,
    });
    const customer = await rig.stripe.customers.create();
    await rig.stripe.paymentMethods.attach(loose.id, { customer: customer.id });
    const changed = await rig.stripe.paymentMethods.update(loose.id, {
      billing_details: { name: 'Ada Example' },
      card: { exp_month: 1, exp_year: 2040 },
      metadata: { note: 'new' },
    });
    expect(changed).toMatchObject({
      billing_details: { name: 'Ada Example', email: null },
      card: { exp_month: 1, exp_year: 2040 },
      metadata: { note: 'new' },
    });
    await rig.stripe.customers.del(customer.id);
    expect((await rig.stripe.paymentMethods.retrieve(loose.id)).customer).toBeNull();
  });

  it('that declines is refused by its issuer, unless it is the one that can be saved', async () => {
    const customer = await rig.stripe.customers.create();
    const attach = (method: string) =>
      rig.stripe.paymentMethods.attach(method, { customer: customer.id });
    expect(await noOf(attach('pm_card_chargeDeclinedExpiredCard'))).toMatchObject({
      code: 'expired_card',
    });
    const { id } = await attach('pm_card_chargeCustomerFail');
    expect(await noOf(pay(id, { customer: customer.id }))).toMatchObject({ code: 'card_declined' });
  });

  it('belongs to nobody that is not there', async () => {
    const attach = rig.stripe.paymentMethods.attach('pm_card_visa', { customer: 'cus_none' });
    expect(await noOf(attach)).toMatchObject({ param: 'customer', statusCode: 400 });
    expect(await noOf(pay('pm_none'))).toMatchObject({
      code: 'resource_missing',
      param: 'payment_method',
      statusCode: 400,
    });
    const refund = rig.stripe.refunds.create({ payment_intent: 'pi_none' });
    expect(await noOf(refund)).toMatchObject({ param: 'payment_intent', statusCode: 400 });
    const read = rig.stripe.paymentMethods.retrieve('pm_none');
    expect(await noOf(read)).toMatchObject({ param: 'payment_method', statusCode: 404 });
    expect(await noOf(pay('pm_card_visa', { customer: 'cus_none' }))).toMatchObject({
      param: 'customer',
    });
  });
});
