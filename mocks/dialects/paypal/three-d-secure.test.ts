import { ApiError, OrdersCardVerificationMethod } from '@paypal/paypal-server-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TEST_CARDS } from '../../../harness/core/test-cards.ts';
import {
  at,
  cardOf,
  orderBody,
  orderRequest,
  startRig,
  textAt,
  type Reply,
  type Rig,
} from './rig.fixture.ts';

const ORDERS = '/v2/checkout/orders';
const RETURN = 'https://shop.example/return?cart=7';
const CANCEL = 'https://shop.example/cancel';
const CHALLENGED = '4868719166101368';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

const card = (number: string, method?: string): object => ({
  payment_source: {
    card: {
      ...cardOf(number),
      ...(method === undefined ? {} : { attributes: { verification: { method } } }),
      experience_context: { return_url: RETURN, cancel_url: CANCEL },
    },
  },
});

let lastKey = 0;
async function createWith(body: object, intent: 'CAPTURE' | 'AUTHORIZE' = 'CAPTURE') {
  lastKey += 1;
  const headers = { 'paypal-request-id': `3ds-${lastKey}` };
  return rig.ask('POST', ORDERS, { ...orderBody(intent), ...body }, headers);
}

const linkNamed = (reply: Reply, rel: string): string => {
  const links = at(reply.body, 'links');
  const found = (Array.isArray(links) ? links : []).find((link) => at(link, 'rel') === rel);
  return textAt(found, 'href');
};

/** Opens the payer's page as a browser does, up to the shop's own address. */
async function visit(page: string, more = ''): Promise<{ status: number; location: string }> {
  const response = await fetch(page + more, { redirect: 'manual' });
  return { status: response.status, location: response.headers.get('location') ?? '' };
}

const pathOf = (reply: Reply): string => `${ORDERS}/${textAt(reply.body, 'id')}`;
const read = async (path: string): Promise<unknown> => (await rig.ask('GET', path)).body;
const resultOf = (order: unknown): unknown =>
  at(order, 'payment_source', 'card', 'authentication_result');

describe('3-D Secure', () => {
  it('makes a single-step payment wait, and moves money only once the payer was there', async () => {
    const made = await createWith(card(TEST_CARDS.visa.number, 'SCA_ALWAYS'));
    expect(made).toMatchObject({ status: 201, body: { status: 'PAYER_ACTION_REQUIRED' } });
    expect(rig.movements()).toEqual([]);
    const back = await visit(linkNamed(made, 'payer-action'));
    expect(back).toEqual({ status: 302, location: `${RETURN}&liability_shift=POSSIBLE` });
    const order = await read(pathOf(made));
    expect(order).toMatchObject({ status: 'APPROVED' });
    expect(resultOf(order)).toEqual({
      liability_shift: 'POSSIBLE',
      three_d_secure: { enrollment_status: 'Y', authentication_status: 'Y' },
    });
    expect(rig.movements()).toEqual([]);
    const paid = await rig.ask('POST', `${pathOf(made)}/capture`, {});
    expect(paid).toMatchObject({ status: 201, body: { status: 'COMPLETED' } });
    expect(rig.movements()).toEqual(['authorise 10000', 'capture 10000']);
  });

  it('refuses to capture or authorize until then, and says where the payer goes', async () => {
    for (const [intent, step] of [
      ['CAPTURE', 'capture'],
      ['AUTHORIZE', 'authorize'],
    ] as const) {
      const path = pathOf(await rig.ask('POST', ORDERS, orderBody(intent)));
      const refused = await rig.ask('POST', `${path}/${step}`, card(CHALLENGED, 'SCA_ALWAYS'));
      expect(refused).toMatchObject({
        status: 422,
        body: { name: 'UNPROCESSABLE_ENTITY', details: [{ issue: 'PAYER_ACTION_REQUIRED' }] },
      });
      expect(await read(path)).toMatchObject({ status: 'PAYER_ACTION_REQUIRED' });
      expect(await rig.ask('POST', `${path}/${step}`, {})).toMatchObject({ status: 422 });
      await visit(linkNamed(refused, 'payer-action'));
      expect((await rig.ask('POST', `${path}/${step}`, {})).status).toBe(201);
    }
    expect(rig.movements()).toEqual(['authorise 10000', 'capture 10000', 'authorise 10000']);
  });

  it('lets the official client pay: 422, the payer’s page, then the same call again', async () => {
    const created = await rig.orders.createOrder({ body: orderRequest('CAPTURE') });
    const id = String(created.result.id);
    const body = {
      paymentSource: {
        card: {
          number: CHALLENGED,
          expiry: '2040-12',
          attributes: { verification: { method: OrdersCardVerificationMethod.ScaAlways } },
          experienceContext: { returnUrl: RETURN, cancelUrl: CANCEL },
        },
      },
    };
    const error: unknown = await rig.orders.captureOrder({ id, body }).catch((it: unknown) => it);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ result: { details: [{ issue: 'PAYER_ACTION_REQUIRED' }] } });
    const waiting = await rig.orders.getOrder({ id });
    const page = waiting.result.links?.find((link) => link.rel === 'payer-action')?.href;
    await visit(String(page));
    const read3ds = (await rig.orders.getOrder({ id })).result.paymentSource?.card;
    expect(read3ds?.authenticationResult).toMatchObject({
      liabilityShift: 'POSSIBLE',
      threeDSecure: { enrollmentStatus: 'Y', authenticationStatus: 'Y' },
    });
    expect((await rig.orders.captureOrder({ id, body })).result.status).toBe('COMPLETED');
    expect(rig.movements()).toEqual(['authorise 10000', 'capture 10000']);
  });

  it('is asked for by confirming a payment source, too', async () => {
    const path = pathOf(await rig.ask('POST', ORDERS, orderBody('AUTHORIZE')));
    const confirmed = await rig.ask(
      'POST',
      `${path}/confirm-payment-source`,
      card(CHALLENGED, '3D_SECURE'),
    );
    expect(confirmed).toMatchObject({ status: 200, body: { status: 'PAYER_ACTION_REQUIRED' } });
    await visit(linkNamed(confirmed, 'payer-action'));
    expect((await rig.ask('POST', `${path}/authorize`, {})).status).toBe(201);
  });

  it.each([
    ['4868719196829038', { liability_shift: 'POSSIBLE' }, 'Y', 'Y'],
    ['5329879769571910', { liability_shift: 'NO' }, 'Y', 'N'],
    ['4868719581920723', { liability_shift: 'POSSIBLE' }, 'Y', 'A'],
    ['4868719033482561', { liability_shift: 'NO' }, 'Y', 'U'],
    ['5319541865518409', { liability_shift: 'NO' }, 'Y', 'R'],
    ['4868719488651967', { liability_shift: 'NO' }, 'U', undefined],
    ['4868719115514992', { liability_shift: 'UNKNOWN' }, 'Y', 'U'],
    ['4868719494697210', { liability_shift: 'NO' }, undefined, undefined],
  ])('comes to what PayPal documents for the test card %s', async (number, shift, enrolled, is) => {
    const made = await createWith(card(number, 'SCA_WHEN_REQUIRED'));
    expect(made.body).toMatchObject({ status: 'PAYER_ACTION_REQUIRED' });
    await visit(linkNamed(made, 'payer-action'));
    const result = resultOf(await read(pathOf(made)));
    expect(result).toMatchObject(shift);
    expect(at(result, 'three_d_secure', 'enrollment_status')).toBe(enrolled);
    expect(at(result, 'three_d_secure', 'authentication_status')).toBe(is);
  });

  it('can be made to fail by the page’s address, and leaves the decision to the shop', async () => {
    const made = await createWith(card(CHALLENGED));
    const page = linkNamed(made, 'payer-action');
    const back = await visit(page, '&authentication_status=N');
    expect(back.location).toBe(`${RETURN}&liability_shift=NO`);
    await visit(page, '&authentication_status=Y');
    expect(resultOf(await read(pathOf(made)))).toMatchObject({ liability_shift: 'NO' });
    expect((await rig.ask('POST', `${pathOf(made)}/capture`, {})).status).toBe(201);
  });

  it('leaves the order waiting when the payer gives up', async () => {
    const made = await createWith(card(CHALLENGED));
    const back = await visit(linkNamed(made, 'payer-action'), '&cancel=true');
    expect(back).toEqual({ status: 302, location: CANCEL });
    const path = pathOf(made);
    expect(await read(path)).toMatchObject({ status: 'PAYER_ACTION_REQUIRED' });
    expect((await rig.ask('POST', `${path}/capture`, {})).status).toBe(422);
    expect(rig.movements()).toEqual([]);
  });

  it('is not wanted for other cards unless it is always', async () => {
    for (const method of [undefined, 'SCA_WHEN_REQUIRED', 'AVS_CVV']) {
      const made = await createWith(card(TEST_CARDS.visa.number, method));
      expect(made.body).toMatchObject({ status: 'COMPLETED' });
    }
  });

  it('is wanted again for another card', async () => {
    const made = await createWith(card(CHALLENGED));
    await visit(linkNamed(made, 'payer-action'));
    const other = card('4868719196829038');
    expect((await rig.ask('POST', `${pathOf(made)}/capture`, other)).status).toBe(422);
    expect(rig.movements()).toEqual([]);
  });

  it('goes where the shop’s redirect_uri says', async () => {
    const page = linkNamed(await createWith(card(CHALLENGED)), 'payer-action');
    const back = await visit(page, `&redirect_uri=${encodeURIComponent('https://a.example/x')}`);
    expect(back.location).toBe('https://a.example/x?liability_shift=POSSIBLE');
  });

  it('has no page for orders without it, nor for endings that there are not', async () => {
    const page = `${rig.baseUrl}/webapps/helios?cart_id=`;
    expect((await visit(`${page}NONE`)).status).toBe(404);
    const plain = await rig.ask('POST', ORDERS, orderBody('CAPTURE'));
    expect((await visit(page + textAt(plain.body, 'id'))).status).toBe(404);
    const made = await createWith(card(CHALLENGED));
    const own = linkNamed(made, 'payer-action');
    expect((await visit(own, '&authentication_status=toString')).status).toBe(400);
    expect((await visit(own, '&redirect_uri=nowhere')).status).toBe(400);
    expect(await read(pathOf(made))).toMatchObject({ status: 'PAYER_ACTION_REQUIRED' });
  });
});

describe('a buyer with a PayPal account', () => {
  const paypal = { experience_context: { return_url: RETURN, cancel_url: CANCEL } };

  it('comes back to the shop, approving or not', async () => {
    const made = await createWith({ payment_source: { paypal } });
    const page = linkNamed(made, 'payer-action');
    const id = textAt(made.body, 'id');
    expect((await visit(page, '&cancel=true')).location).toBe(`${CANCEL}?token=${id}`);
    expect(await read(pathOf(made))).toMatchObject({ status: 'PAYER_ACTION_REQUIRED' });
    expect((await visit(page)).location).toBe(`${RETURN}&token=${id}&PayerID=P${id.slice(0, 12)}`);
    expect(await read(pathOf(made))).toMatchObject({ status: 'APPROVED' });
  });

  it('finds back by the order’s own context as well', async () => {
    const context = { application_context: { return_url: RETURN } };
    const made = await createWith(context);
    expect((await visit(linkNamed(made, 'approve'))).status).toBe(302);
  });

  it('can’t be sent to what is no address', async () => {
    const bad = { paypal: { experience_context: { return_url: 'over there' } } };
    expect(await createWith({ payment_source: bad })).toMatchObject({
      status: 400,
      body: { details: [{ issue: 'INVALID_PARAMETER_SYNTAX' }] },
    });
  });
});
