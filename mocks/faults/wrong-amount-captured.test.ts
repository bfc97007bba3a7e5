import { expect, test } from 'vitest';
import { startRig } from './rig.fixture.ts';

test.each([
  [50, 1050],
  [-400, 600],
])('wrong-amount-captured by %d takes %d and answers as if it were right', async (delta, taken) => {
  await using rig = await startRig();
  await rig.ask('POST', '/payments', { body: { order: 'a' } });
  rig.arm('wrong-amount-captured', { deltaMinor: delta });
  expect(await rig.ask('POST', '/payments/payment-a/confirm')).toMatchObject({ status: 200 });
  expect(rig.captured()).toBe(taken);
  rig.gateway.faults.clearAll();
  expect(await rig.ask('POST', '/payments/payment-a/refund')).toMatchObject({ status: 200 });
  expect(rig.gateway.ledger().at(-1)).toMatchObject({
    movement: 'refund',
    amountMinor: Math.min(1000, taken),
  });
});
