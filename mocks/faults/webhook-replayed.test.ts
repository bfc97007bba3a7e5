import { expect, test } from 'vitest';
import { startWebhookRig } from './webhook-rig.fixture.ts';

test.each([
  ['thief', true],
  ['provider', undefined],
])('webhook-replayed by %s brings the old one again under its old id', async (by, isForged) => {
  await using at = await startWebhookRig();
  await at.pay('b');
  await at.pay('a');
  await at.deliveries(2);
  at.rig.clock.advance(3_600_000);
  at.rig.arm('webhook-replayed', { which: 'first', by });
  await at.refund('a');
  const tries = await at.deliveries(4);
  const again = tries.slice(2).find(({ event }) => event === 'event-a');
  expect(again).toMatchObject({ faults: ['webhook-replayed'] });
  expect(again?.isForged).toBe(isForged);
  const [first, second] = at.receiver.got.filter(({ headers }) => headers['x-id'] === 'event-a');
  const times = [first, second].map((got) => Number(got?.headers['x-time']));
  const aheadMs = (times[1] ?? 0) - (times[0] ?? 0);
  if (by === 'thief') expect(aheadMs).toBeLessThan(1000);
  else expect(aheadMs).toBeGreaterThanOrEqual(3_600_000);
});

test('webhook-replayed has nothing to bring for the first of an order', async () => {
  await using at = await startWebhookRig();
  at.rig.arm('webhook-replayed');
  await at.pay('a');
  await at.pay('b');
  await at.deliveries(2);
  expect(at.ids().toSorted()).toEqual(['event-a', 'event-b']);
});
