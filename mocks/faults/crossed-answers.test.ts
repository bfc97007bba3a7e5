import { expect, test } from 'vitest';
import { startRig } from './rig.fixture.ts';

test('crossed-answers takes effect and shows what an earlier request was answered', async () => {
  await using rig = await startRig();
  rig.arm('crossed-answers');
  const create = (order: string) => rig.ask('POST', '/payments', { body: { order } });
  expect(await create('a')).toMatchObject({ body: expect.stringContaining('payment-a') as string });
  expect(await create('b')).toMatchObject({ body: expect.stringContaining('payment-a') as string });
  expect(await create('c')).toMatchObject({ body: expect.stringContaining('payment-b') as string });
  expect(rig.gateway.status().payments).toBe(3);
});
