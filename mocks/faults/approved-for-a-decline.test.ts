import { expect, test } from 'vitest';
import { startRig } from './rig.fixture.ts';

test('approved-for-a-decline answers success, tells it by webhook, and no money moves', async () => {
  await using rig = await startRig();
  await rig.ask('POST', '/payments', { body: { order: 'a' } });
  rig.arm('approved-for-a-decline');
  expect(await rig.ask('POST', '/payments/payment-a/confirm')).toMatchObject({ status: 200 });
  expect(rig.gateway.ledger()).toEqual([]);
  rig.gateway.faults.clearAll();
  expect(await rig.ask('GET', '/payments/payment-a')).toMatchObject({
    body: expect.stringContaining('"paid"') as string,
  });
  expect(await rig.ask('POST', '/payments/payment-a/refund')).toMatchObject({ status: 200 });
  expect(rig.gateway.ledger()).toEqual([]);
});

test('approved-for-a-decline of scripted cards leaves good cards alone', async () => {
  await using rig = await startRig();
  await rig.ask('POST', '/payments', { body: { order: 'a' } });
  rig.arm('approved-for-a-decline', { which: 'scripted' });
  await rig.ask('POST', '/payments/payment-a/confirm');
  expect(rig.captured()).toBe(1000);
});
