import { describe, expect, test } from 'vitest';
import { createFakeGateway } from './fake-gateway.fixture.ts';
import { clockSkew } from './clock-skew.ts';
import { startRig } from './rig.fixture.ts';
import { startReceiver } from './webhook-receiver.fixture.ts';

describe('clock-skew', () => {
  test('puts the clock wrong when it is armed and right again when it is cleared', () => {
    const gateway = createFakeGateway();
    clockSkew.onArmed(gateway, { skewMs: -500 });
    clockSkew.onCleared(gateway, { skewMs: -500 });
    expect(gateway.shiftClock.mock.calls).toEqual([[-500], [500]]);
  });

  test('shows in what the provider signs; ledger and journal keep the true time', async () => {
    await using receiver = await startReceiver();
    await using rig = await startRig();
    rig.gateway.setWebhookEndpoint(receiver.url);
    const startMs = rig.clock.now();
    rig.arm('clock-skew', { skewMs: -3_600_000 });
    await rig.ask('POST', '/payments', { body: { order: 'a' } });
    await rig.ask('POST', '/payments/payment-a/confirm');
    const [webhook] = await receiver.waitFor(1);
    expect(Number(webhook?.headers['x-time'])).toBeLessThan(startMs - 3_000_000);
    expect(rig.gateway.ledger()[0]?.t).toBeGreaterThanOrEqual(startMs);
    expect(rig.gateway.journal(1)).toMatchObject([{ faults: ['clock-skew'] }]);
    rig.gateway.faults.clearAll();
    await rig.ask('POST', '/payments/payment-a/refund');
    const got = await receiver.waitFor(2);
    expect(Number(got[1]?.headers['x-time'])).toBeGreaterThanOrEqual(startMs);
  });

  test('lets tokens run out early when it is ahead', async () => {
    await using rig = await startRig();
    const seen = await rig.ask('POST', '/token', { body: {} });
    const { token } = JSON.parse(seen.kind === 'answered' ? seen.body : '') as { token: string };
    const use = () =>
      rig.ask('POST', '/payments', { body: { order: 'a' }, headers: { authorization: token } });
    expect(await use()).toMatchObject({ status: 201 });
    rig.arm('clock-skew', { skewMs: 7_200_000 });
    expect(await use()).toMatchObject({ status: 401 });
  });
});
