import { describe, expect, it } from 'vitest';
import { startRig, type Rig } from '../testing/rig.ts';
import { stopTime } from '../testing/stop-time.ts';

const deliver = async (rig: Rig, event: object, signature = 'good', gateway = 'stripe') => {
  const answer = await rig.service.app.inject({
    method: 'POST',
    url: `/webhooks/${gateway}`,
    headers: { 'fake-signature': signature, 'content-type': 'application/json' },
    payload: JSON.stringify(event),
  });
  return answer.statusCode;
};

const policy = { deadlineMs: 60, attemptTimeoutMs: null };

/** One of which nothing could be learnt until its deadline. */
const pendingPayment = async (rig: Rig): Promise<void> => {
  using time = stopTime();
  rig.stripe.behave(({ operation }) => (operation === 'create' ? 'ok' : 'lost'));
  rig.paypal.behave(() => 'not-processed');
  const paying = rig.pay('order-1');
  await time.advance(policy.deadlineMs);
  expect(await paying).toMatchObject({ status: 'pending' });
  await rig.service.payments.idle();
  rig.stripe.behave(() => 'ok');
};

describe('a webhook', () => {
  it('makes the service look at a pending payment at once', async () => {
    await using rig = startRig({ policy });
    await pendingPayment(rig);
    expect(await deliver(rig, { id: 'evt_1', order: 'order-1' })).toBe(200);
    await rig.service.payments.idle();
    expect(rig.service.payments.findByOrder('order-1')).toMatchObject({ status: 'paid' });
    expect(rig.netOf('order-1')).toBe(1999);
  });

  it('with a wrong signature moves nothing', async () => {
    await using rig = startRig({ policy });
    await pendingPayment(rig);
    expect(await deliver(rig, { id: 'evt_1', order: 'order-1' }, 'bad')).toBe(400);
    await rig.service.payments.idle();
    expect(rig.service.payments.findByOrder('order-1')).toMatchObject({ status: 'pending' });
  });

  it('that comes again is acknowledged and leads to nothing', async () => {
    await using rig = startRig({ policy });
    await rig.pay('order-1');
    expect(await deliver(rig, { id: 'evt_1', order: 'order-1' })).toBe(200);
    const calls = rig.stripe.calls.length;
    expect(await deliver(rig, { id: 'evt_1', order: 'order-1' })).toBe(200);
    expect(await deliver(rig, { id: 'evt_2', order: 'no-such-order' })).toBe(200);
    expect(rig.stripe.calls).toHaveLength(calls);
  });

  it('of a gateway that is not served is not found', async () => {
    await using rig = startRig({ only: ['stripe'] });
    expect(await deliver(rig, { id: 'evt_1', order: 'order-1' }, 'good', 'paypal')).toBe(404);
  });
});
