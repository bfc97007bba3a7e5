import { expect, test } from 'vitest';
import { startRig } from './rig.fixture.ts';

test('truncated-json is a whole answer of HTTP with a good signature, and no JSON', async () => {
  await using rig = await startRig();
  rig.arm('truncated-json', { keepRatio: 1 });
  const seen = await rig.ask('POST', '/payments', { body: { order: 'a' } });
  if (seen.kind !== 'answered') throw new Error(seen.kind);
  expect(seen.headers['content-length']).toBe(String(seen.body.length));
  expect(seen.headers['x-sign']).toMatch(/^provider-/);
  expect((): unknown => JSON.parse(seen.body)).toThrow(SyntaxError);
  expect(rig.gateway.status().payments).toBe(1);
  rig.gateway.faults.clearAll();
  expect(await rig.ask('GET', '/payments/payment-a')).toMatchObject({ status: 200 });
});
