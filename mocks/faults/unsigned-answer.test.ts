import { expect, test } from 'vitest';
import { startRig } from './rig.fixture.ts';

test('unsigned-answer leaves out the signature of an answer that is right otherwise', async () => {
  await using rig = await startRig();
  rig.arm('unsigned-answer');
  const seen = await rig.ask('POST', '/payments', { body: { order: 'a' } });
  expect(seen).toMatchObject({ status: 201, headers: { 'x-sign': '' } });
  expect(rig.gateway.status().payments).toBe(1);
});
