import { expect, test } from 'vitest';
import type { PublicationPlan } from './faulted-webhook.ts';
import { webhookLate } from './webhook-late.ts';
import { startWebhookRig } from './webhook-rig.fixture.ts';

test('webhook-late sets out when its time has come, or when it is told to', async () => {
  await using at = await startWebhookRig();
  at.rig.arm('webhook-late', { delayMs: 60_000 });
  await at.pay('a');
  expect(at.ids()).toEqual([]);
  expect(at.rig.gateway.status().pendingWebhooks).toBe(1);
  at.rig.clock.advance(60_000);
  expect(await at.deliveries(1)).toMatchObject([{ event: 'event-a', faults: ['webhook-late'] }]);
  await at.pay('b');
  await at.rig.gateway.deliverWebhooks();
  expect(at.ids()).toEqual(['event-a', 'event-b']);
});

test('webhook-late waits a drawn time more where it is told to spread', () => {
  const plan: PublicationPlan = { delayMs: 0, overtakenWithinMs: null, extras: [] };
  const message = { id: 'a', type: 'paid', order: null, object: null, body: '' };
  const webhook = { message, draw: 0.25, armedForMs: 0, earlier: () => [], plan };
  webhookLate.publish(webhook, { delayMs: 1000, spreadMs: 400 });
  expect(plan.delayMs).toBe(1100);
});
