import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import Stripe from 'stripe';
import { clientOf, idOf, startRig, type Rig } from './rig.fixture.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.gateway.reset());
afterAll(() => rig[Symbol.asyncDispose]());

async function holdOne(): Promise<string> {
  const form = 'amount=500&currency=eur&confirm=true&payment_method=pm_card_visa';
  const { body } = await rig.ask(
    'POST',
    '/v1/payment_intents',
    `${form}&capture_method=manual&return_url=https://shop.test`,
  );
  return idOf(body['id']);
}

const waitFor = (isSo: () => boolean) => expect.poll(isSo, { timeout: 20_000 }).toBe(true);
const isTaken = () => waitFor(() => rig.gateway.status().inFlight === 1);
const codeOf = async (reply: ReturnType<Rig['ask']>) => {
  const { status, body } = await reply;
  return { status, code: body['error']?.['code'] as unknown };
};

const LOCKED = { status: 429, code: 'lock_timeout' };

describe('an object that a slow request is changing', () => {
  it('is refused to others with lock_timeout, and moves money once', async () => {
    const id = await holdOne();
    rig.arm('latency', { delayMs: 600_000 });
    const slow = rig.ask('POST', `/v1/payment_intents/${id}/capture`);
    await isTaken();
    rig.gateway.faults.clearAll();

    const cancel = codeOf(rig.ask('POST', `/v1/payment_intents/${id}/cancel`));
    const other = codeOf(rig.ask('POST', `/v1/payment_intents/${id}/capture`));
    await waitFor(() => rig.gateway.status().inFlight === 3);
    rig.clock.advance(1000);
    expect(await Promise.all([cancel, other])).toEqual([LOCKED, LOCKED]);
    rig.clock.advance(600_000);
    expect((await slow).status).toBe(200);
    expect(rig.movements()).toEqual(['authorise 500', 'capture 500']);
  });

  it('is given to the next one who waits no longer than the lock lasts', async () => {
    const id = await holdOne();
    rig.arm('latency', { delayMs: 900 });
    const slow = rig.ask('POST', `/v1/payment_intents/${id}/capture`);
    await isTaken();
    rig.gateway.faults.clearAll();
    const next = codeOf(rig.ask('POST', `/v1/payment_intents/${id}/cancel`));
    await waitFor(() => rig.gateway.status().inFlight === 2);
    rig.clock.advance(900);
    expect((await slow).status).toBe(200);
    expect(await next).toEqual({ status: 400, code: 'payment_intent_unexpected_state' });
  });

  it('can be read, and other objects can be changed', async () => {
    const [id, other] = [await holdOne(), await holdOne()];
    rig.arm('latency', { delayMs: 600_000, moment: 'after-processing' });
    const slow = rig.ask('POST', `/v1/payment_intents/${id}/capture`);
    await isTaken();
    rig.gateway.faults.clearAll();
    expect((await rig.ask('GET', `/v1/payment_intents/${id}`)).status).toBe(200);
    expect((await rig.ask('POST', `/v1/payment_intents/${other}/capture`)).status).toBe(200);
    rig.clock.advance(600_000);
    await slow;
  });

  it('is refused to all but one of many that come at once, all of them slow', async () => {
    const id = await holdOne();
    rig.arm('latency', { delayMs: 600_000 });
    const replies = Array.from({ length: 10 }, () =>
      codeOf(rig.ask('POST', `/v1/payment_intents/${id}/capture`)),
    );
    await waitFor(() => rig.gateway.status().inFlight === 10);
    rig.clock.advance(1000);
    await waitFor(() => rig.gateway.status().inFlight === 1);
    rig.clock.advance(600_000);
    const codes = await Promise.all(replies);
    expect(codes.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(codes.filter(({ code }) => code === 'lock_timeout')).toHaveLength(9);
    expect(rig.movements()).toEqual(['authorise 500', 'capture 500']);
  });

  it('leaves the idempotency key of who was refused unused', async () => {
    const id = await holdOne();
    rig.arm('latency', { delayMs: 600_000 });
    const slow = rig.ask('POST', `/v1/payment_intents/${id}/capture`, 'amount_to_capture=600');
    await isTaken();
    rig.gateway.faults.clearAll();
    const capture = () =>
      rig.ask('POST', `/v1/payment_intents/${id}/capture`, '', { 'idempotency-key': 'key-1' });
    const refused = codeOf(capture());
    await waitFor(() => rig.gateway.status().inFlight === 2);
    rig.clock.advance(1000);
    expect(await refused).toEqual(LOCKED);
    rig.clock.advance(600_000);
    expect((await slow).status).toBe(400);
    const again = await capture();
    expect(again.status).toBe(200);
    expect(again.headers.get('idempotent-replayed')).toBeNull();
  });

  it('is tried again by the SDK itself, which a rate limit is not', async () => {
    const id = await holdOne();
    rig.arm('object-locked', { lockMs: 200, waitMs: 0 });
    const once = await clientOf(rig.baseUrl, rig.key)
      .paymentIntents.capture(id)
      .catch((error: unknown) => error);
    expect(once).toBeInstanceOf(Stripe.errors.StripeRateLimitError);
    expect(once).toMatchObject({ code: 'lock_timeout' });
    const { hostname: host, port } = new URL(rig.baseUrl);
    const patient = new Stripe(rig.key, { host, port, protocol: 'http', maxNetworkRetries: 2 });
    expect((await patient.paymentIntents.capture(id)).status).toBe('succeeded');
  });
});
