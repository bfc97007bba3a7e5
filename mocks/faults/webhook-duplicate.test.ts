import { expect, test } from 'vitest';
import { startWebhookRig } from './webhook-rig.fixture.ts';

test('webhook-duplicate sends each several times, well signed, under one id', async () => {
  await using at = await startWebhookRig();
  at.rig.arm('webhook-duplicate', { copies: 2 });
  await at.pay('a');
  const tries = await at.deliveries(3);
  expect(at.ids()).toEqual(['event-a', 'event-a', 'event-a']);
  expect(tries.map(({ copy }) => copy ?? 0).toSorted((a, b) => a - b)).toEqual([0, 1, 2]);
  expect(tries.every(({ faults, isForged }) => faults?.length === 1 && isForged !== true)).toBe(
    true,
  );
  expect(new Set(at.receiver.got.map(({ headers }) => headers['x-sign']))).toHaveProperty(
    'size',
    1,
  );
  expect(at.rig.captured()).toBe(1000);
});

test('webhook-duplicate can come back later, though the first was accepted', async () => {
  await using at = await startWebhookRig();
  at.rig.arm('webhook-duplicate', { afterMs: 60_000 });
  await at.pay('a');
  await at.deliveries(1);
  expect(at.rig.gateway.status().pendingWebhooks).toBe(1);
  at.rig.clock.advance(60_000);
  await at.deliveries(2);
  expect(at.ids()).toEqual(['event-a', 'event-a']);
});
