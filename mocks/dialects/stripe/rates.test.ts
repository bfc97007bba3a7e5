import { describe, expect, it } from 'vitest';
import Stripe from 'stripe';
import { createClock, type MovableClock } from '../../kernel/clock.ts';
import { idOf, startRig, type Rig } from './rig.fixture.ts';

/** Moves by hand only, so that it does not matter how long a request takes. */
function createStillClock(): MovableClock {
  const clock = createClock();
  let nowMs = clock.now();
  return {
    ...clock,
    now: () => nowMs,
    advance: (ms) => {
      nowMs += ms;
    },
  };
}

const limited = () => startRig({ limitsRates: true }, createStillClock());

const CREATE = 'amount=1000&currency=eur';

async function askMany(count: number, ask: (index: number) => Promise<{ status: number }>) {
  const replies = await Promise.all(Array.from({ length: count }, (_, index) => ask(index)));
  return replies.filter(({ status }) => status === 429).length;
}

const create = (rig: Rig, headers: Readonly<Record<string, string>> = {}) =>
  rig.ask('POST', '/v1/payment_intents', CREATE, headers);

describe('the rate limits of a sandbox', () => {
  it('are not enforced unless asked for', async () => {
    await using rig = await startRig();
    expect(await askMany(40, () => create(rig))).toBe(0);
  });

  it('let 25 requests a second in, over all endpoints', async () => {
    await using rig = await limited();
    const refused = await askMany(40, (index) =>
      index % 2 === 0 ? create(rig) : rig.ask('GET', '/v1/charges'),
    );
    expect(refused).toBe(15);
    rig.clock.advance(1000);
    expect((await create(rig)).status).toBe(200);
  });

  it('are told as the SDK knows them, with the reason in a header', async () => {
    await using rig = await limited();
    await askMany(25, () => create(rig));
    const error: unknown = await rig.stripe.customers.list().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Stripe.errors.StripeRateLimitError);
    expect(error).toMatchObject({
      code: 'rate_limit',
      headers: { 'stripe-rate-limited-reason': 'global-rate' },
    });
    expect(error).not.toHaveProperty('headers.retry-after');
  });

  it('come before the layer of idempotency keys', async () => {
    await using rig = await limited();
    await askMany(25, () => rig.ask('GET', '/v1/charges'));
    const key = { 'idempotency-key': 'key-1' };
    expect((await create(rig, key)).status).toBe(429);
    rig.clock.advance(1000);
    const reply = await create(rig, key);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('idempotent-replayed')).toBeNull();
  });

  it('are lower for searches', async () => {
    await using rig = await limited();
    const refused = await askMany(24, () => rig.ask('GET', '/v1/charges/search?query=amount:1'));
    expect(refused).toBe(4);
  });

  it('protect one PaymentIntent from more than a thousand updates an hour', async () => {
    await using rig = await limited();
    const { body } = await create(rig);
    let reason = '';
    for (let count = 0; count < 1060 && reason === ''; count += 1) {
      rig.clock.advance(40);
      const path = `/v1/payment_intents/${idOf(body['id'])}`;
      const reply = await rig.ask('POST', path, `metadata[n]=${count}`);
      if (reply.status === 429) reason = reply.headers.get('stripe-rate-limited-reason') ?? '?';
      // The hour goes on: about a dozen come back in the forty seconds that this takes.
    }
    expect(reason).toBe('resource-specific');
    const other = await create(rig);
    expect(other.status).toBe(200);
  });
});
