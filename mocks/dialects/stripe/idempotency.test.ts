import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startRig, type Reply, type Rig } from './rig.fixture.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.gateway.reset());
afterAll(() => rig[Symbol.asyncDispose]());

const PAY = 'amount=500&currency=eur&confirm=true&payment_method=pm_card_visa';
const pay = (key: string, form = PAY): Promise<Reply> =>
  rig.ask('POST', '/v1/payment_intents', form, { 'idempotency-key': key });

describe('the same idempotency key', () => {
  it('gets the first answer again and moves no more money', async () => {
    const first = await pay('key-1');
    const second = await pay('key-1');
    expect(second.body).toEqual(first.body);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(second.headers.get('original-request')).toBe(first.headers.get('request-id'));
    expect(second.headers.get('request-id')).not.toBe(first.headers.get('request-id'));
    expect(second.headers.get('idempotency-key')).toBe('key-1');
    expect(rig.movements()).toEqual(['authorise 500', 'capture 500']);
    expect(rig.gateway.journal(2).map(({ isReplay }) => isReplay)).toEqual([false, true]);
  });

  it('does not mind the order of the fields', async () => {
    await pay('key-2');
    const again = await pay('key-2', PAY.split('&').reverse().join('&'));
    expect(again.headers.get('idempotent-replayed')).toBe('true');
  });

  it('is refused with other parameters, and at another endpoint', async () => {
    const { body } = await pay('key-3');
    const mismatch = await pay('key-3', PAY.replace('500', '600'));
    expect(mismatch.status).toBe(400);
    expect(mismatch.body['error']).toMatchObject({ type: 'idempotency_error' });
    const id = body['id'] as unknown as string;
    const elsewhere = await rig.ask('POST', `/v1/payment_intents/${id}/cancel`, '', {
      'idempotency-key': 'key-3',
    });
    expect(elsewhere.body['error']).toMatchObject({ type: 'idempotency_error' });
    await expect(
      rig.stripe.paymentIntents.create(
        { amount: 900, currency: 'eur' },
        { idempotencyKey: 'key-3' },
      ),
    ).rejects.toMatchObject({ type: 'StripeIdempotencyError' });
  });

  it('is a conflict while the first request is on its way', async () => {
    rig.arm('latency', { delayMs: 60_000 });
    const first = pay('key-4');
    await waitFor(() => rig.gateway.status().inFlight === 1);
    rig.gateway.faults.clearAll();
    const second = await pay('key-4');
    expect(second.status).toBe(409);
    expect(second.body['error']).toMatchObject({ code: 'idempotency_key_in_use' });
    rig.clock.advance(60_000);
    expect((await first).status).toBe(200);
    expect((await pay('key-4')).headers.get('idempotent-replayed')).toBe('true');
    expect(rig.movements()).toEqual(['authorise 500', 'capture 500']);
  });

  it('has one effect among any number of concurrent requests', async () => {
    rig.arm('latency', { distribution: 'uniform', minMs: 0, maxMs: 20 });
    const replies = await Promise.all(Array.from({ length: 30 }, () => pay('key-5')));
    expect(new Set(replies.map(({ status }) => status)).has(200)).toBe(true);
    expect(rig.movements()).toEqual(['authorise 500', 'capture 500']);
  });

  it('gets a decline again without asking the issuer a second time', async () => {
    const declined = PAY.replace('visa', 'chargeDeclined');
    const first = await pay('key-6', declined);
    const second = await pay('key-6', declined);
    expect([first.status, second.status]).toEqual([402, 402]);
    expect(second.body).toEqual(first.body);
    expect(rig.gateway.journal(1)[0]).toMatchObject({ isReplay: true, decline: null });
  });

  it('gets a server error of the endpoint again, though money moved', async () => {
    rig.arm('processed-then-500');
    expect((await pay('key-7')).status).toBe(500);
    rig.gateway.faults.clearAll();
    const again = await pay('key-7');
    expect(again.status).toBe(500);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(rig.movements()).toEqual(['authorise 500', 'capture 500']);
  });

  it('gets the true answer after it was lost on its way', async () => {
    rig.arm('processed-then-lost');
    await expect(pay('key-8')).rejects.toThrow('fetch failed');
    rig.gateway.faults.clearAll();
    const again = await pay('key-8');
    expect(again.body).toMatchObject({ status: 'succeeded' });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(rig.movements()).toEqual(['authorise 500', 'capture 500']);
  });

  it('is free again after an error that came before the request was carried out', async () => {
    rig.arm('error-status', { status: 500 });
    expect((await pay('key-9')).status).toBe(500);
    rig.gateway.faults.clearAll();
    const again = await pay('key-9');
    expect(again.status).toBe(200);
    expect(again.headers.get('idempotent-replayed')).toBeNull();
  });

  it('is not used up by what fails validation', async () => {
    expect((await pay('key-10', 'amount=1&currency=eur')).status).toBe(400);
    expect((await pay('key-10')).status).toBe(200);
  });

  it('is not used up by an expansion that does not exist', async () => {
    expect((await pay('key-11', `${PAY}&expand[]=nonsense`)).status).toBe(400);
    expect(rig.movements()).toEqual([]);
  });

  it('is refused when it is longer than 255 characters', async () => {
    expect((await pay('k'.repeat(255))).status).toBe(200);
    const { status, body } = await pay('k'.repeat(256));
    expect([status, body['error']?.['type']]).toEqual([400, 'idempotency_error']);
    expect(rig.movements()).toHaveLength(2);
  });

  it('is forgotten after 24 hours', async () => {
    await pay('key-12');
    rig.clock.advance(24 * 3600 * 1000 + 1);
    expect((await pay('key-12')).headers.get('idempotent-replayed')).toBeNull();
    expect(rig.movements()).toHaveLength(4);
  });

  it('has one effect when a held request arrives after its own repetition', async () => {
    await hold('key-13');
    expect((await pay('key-13')).status).toBe(200);
    await arrive();
    expect(rig.movements()).toEqual(['authorise 500', 'capture 500']);
  });

  it('gets the answer of a held request that arrived before', async () => {
    await hold('key-14');
    await arrive();
    const again = await pay('key-14');
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(rig.movements()).toEqual(['authorise 500', 'capture 500']);
  });
});

/** A payment whose client gave up while it was stuck on its way. */
async function hold(key: string): Promise<void> {
  rig.arm('late-arrival', { holdMs: 60_000 });
  const given = new AbortController();
  const held = fetch(`${rig.baseUrl}/v1/payment_intents`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${rig.key}`,
      'content-type': 'application/x-www-form-urlencoded',
      'idempotency-key': key,
    },
    body: PAY,
    signal: given.signal,
  });
  const failed = expect(held).rejects.toThrow('aborted');
  await waitFor(() => rig.gateway.status().detached === 1);
  rig.gateway.faults.clearAll();
  given.abort();
  await failed;
}

async function arrive(): Promise<void> {
  rig.clock.advance(60_000);
  await waitFor(() => rig.gateway.status().detached === 0);
}

/** Named conditions of the gateway itself; polled, with a deadline. */
async function waitFor(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error('it did not happen in time');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('what an answer says of its key', () => {
  it('names the first request, and that a repetition would get the same no', async () => {
    const first = await pay('key-20', PAY.replace('visa', 'chargeDeclined'));
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'idempotency-key': 'key-20',
      'original-request': first.headers.get('request-id'),
      'stripe-should-retry': 'false',
    });
    const again = await pay('key-20', PAY.replace('visa', 'chargeDeclined'));
    expect(again.status).toBe(402);
    expect(again.headers.get('original-request')).toBe(first.headers.get('request-id'));
    expect(again.headers.get('request-id')).not.toBe(first.headers.get('request-id'));
  });

  it('leaves it to the SDK whether a conflict is worth another try', async () => {
    rig.arm('latency', { delayMs: 60_000 });
    const first = pay('key-21');
    await waitFor(() => rig.gateway.status().inFlight === 1);
    rig.gateway.faults.clearAll();
    const second = await pay('key-21');
    expect(second.status).toBe(409);
    expect(second.headers.get('stripe-should-retry')).toBeNull();
    rig.clock.advance(60_000);
    expect((await first).status).toBe(200);
  });

  it('is not used up by a wrong API key', async () => {
    const headers = { authorization: 'Bearer sk_test_wrong', 'idempotency-key': 'key-22' };
    expect((await rig.ask('POST', '/v1/payment_intents', PAY, headers)).status).toBe(401);
    const right = await pay('key-22');
    expect(right.status).toBe(200);
    expect(right.headers.get('idempotent-replayed')).toBeNull();
  });

  it('says nothing of a key on a request that changes nothing', async () => {
    const headers = { 'idempotency-key': 'key-23' };
    const reply = await rig.ask('GET', '/v1/payment_intents/pi_none', undefined, headers);
    expect(reply.headers.get('idempotency-key')).toBeNull();
    expect(reply.headers.get('stripe-should-retry')).toBeNull();
  });
});
