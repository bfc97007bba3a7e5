import { expect, test } from 'vitest';
import { startWebhookRig } from './webhook-rig.fixture.ts';

test('webhook-reorder lets the later one of an order come first', async () => {
  await using at = await startWebhookRig();
  at.rig.arm('webhook-reorder', { withinMs: 600_000 });
  await at.pay('a');
  await at.pay('b');
  expect(at.ids()).toEqual([]);
  await at.refund('a');
  await at.deliveries(2);
  expect(at.ids()).toEqual(['refund-a', 'event-a']);
});

test('webhook-reorder waits no longer than it may', async () => {
  await using at = await startWebhookRig();
  at.rig.arm('webhook-reorder', { withinMs: 60_000 });
  await at.pay('a');
  at.rig.clock.advance(60_000);
  await at.deliveries(1);
  expect(at.ids()).toEqual(['event-a']);
});
