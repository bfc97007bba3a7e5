import { expect, test } from 'vitest';
import { startWebhookRig } from './webhook-rig.fixture.ts';

test('webhook-storm gathers webhooks and sends all at once, each several times', async () => {
  await using at = await startWebhookRig();
  at.rig.arm('webhook-storm', { gatherMs: 60_000, copies: 3 });
  await at.pay('a');
  at.rig.clock.advance(30_000);
  await at.pay('b');
  expect(at.ids()).toEqual([]);
  at.rig.clock.advance(30_000);
  await at.deliveries(8);
  expect(at.ids().filter((id) => id === 'event-a')).toHaveLength(4);
  expect(at.rig.gateway.status().pendingWebhooks).toBe(0);
});
