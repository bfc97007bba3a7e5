import { describe, expect, test } from 'vitest';
import { startRig } from './rig.fixture.ts';
import { startReceiver } from './webhook-receiver.fixture.ts';

describe('signing-key-rotated', () => {
  test('signs answers and webhooks with another key until it is cleared', async () => {
    await using receiver = await startReceiver();
    await using rig = await startRig();
    rig.gateway.setWebhookEndpoint(receiver.url);
    rig.arm('signing-key-rotated', { generation: 3 });
    const created = await rig.ask('POST', '/payments', { body: { order: 'a' } });
    const signedBy = (generation: number) =>
      expect.stringMatching(new RegExp(`^provider-${generation}-`)) as string;
    expect(created).toMatchObject({ status: 201, headers: { 'x-sign': signedBy(3) } });
    await rig.ask('POST', '/payments/payment-a/confirm');
    expect(await receiver.waitFor(1)).toMatchObject([{ headers: { 'x-sign': signedBy(3) } }]);
    await expect
      .poll(() => rig.gateway.events.at(-1), { timeout: 20_000 })
      .toMatchObject({ kind: 'webhook' });
    expect(rig.gateway.events.at(-1)).toMatchObject({ faults: ['signing-key-rotated'] });
    expect(rig.met()).toBe(3);
    rig.gateway.faults.clearAll();
    expect(await rig.ask('GET', '/payments/payment-a')).toMatchObject({
      headers: { 'x-sign': signedBy(0) },
    });
  });
});
