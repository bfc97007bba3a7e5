import { describe, expect, test } from 'vitest';
import { startWebhookRig } from './webhook-rig.fixture.ts';

describe('webhook-drop', () => {
  test('loses the first try; the provider tries again on its schedule', async () => {
    await using at = await startWebhookRig();
    at.rig.arm('webhook-drop', { tries: 1 });
    await at.pay('a');
    expect(await at.deliveries(1)).toMatchObject([{ status: null, faults: ['webhook-drop'] }]);
    expect(at.ids()).toEqual([]);
    expect(await at.rig.gateway.deliverWebhooks()).toEqual({ delivered: 1, failed: 0 });
    expect(at.ids()).toEqual(['event-a']);
    expect((await at.deliveries(2))[1]).not.toHaveProperty('faults');
    expect(at.rig.met()).toBe(1);
  });

  test('can lose every try', async () => {
    await using at = await startWebhookRig();
    at.rig.arm('webhook-drop');
    await at.pay('a');
    await at.deliveries(1);
    expect(await at.rig.gateway.deliverWebhooks()).toEqual({ delivered: 0, failed: 1 });
    expect(at.ids()).toEqual([]);
    expect(at.rig.captured()).toBe(1000);
  });
});

describe('which webhooks a fault meets', () => {
  test('is chosen by type, and by their own content', async () => {
    await using at = await startWebhookRig();
    at.rig.arm('webhook-drop', {}, { match: { type: 'refunded', 'json.status': 'refunded' } });
    await at.pay('a');
    await at.refund('a');
    await at.deliveries(2);
    expect(at.ids()).toEqual(['event-a']);
  });

  test('is drawn by the seed: two runs lose the same ones', async () => {
    const run = async (): Promise<readonly string[]> => {
      await using at = await startWebhookRig();
      at.rig.arm('webhook-drop', {}, { share: 0.5 });
      await Promise.all(Array.from({ length: 20 }, (_, index) => at.pay(`order-${index}`)));
      await at.deliveries(20);
      return at.ids().toSorted();
    };
    const first = await run();
    expect(first.length).toBeGreaterThan(2);
    expect(first.length).toBeLessThan(18);
    expect(await run()).toEqual(first);
  });

  test('can be asked for by the request that makes them', async () => {
    await using at = await startWebhookRig();
    await at.pay('a');
    await at.deliveries(1);
    const headers = { 'paydrill-fault': 'webhook-drop' };
    await at.rig.ask('POST', '/payments/payment-a/refund', { headers });
    expect((await at.deliveries(2))[1]).toMatchObject({
      event: 'refund-a',
      status: null,
      faults: ['webhook-drop'],
    });
  });
});
