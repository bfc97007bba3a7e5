import { expect, it } from 'vitest';
import { createVirtualWorld } from './index.ts';

const fixture = new URL('./fixtures/payment-world.fixture.ts', import.meta.url);
const run = { count: 20, ratePerSecond: 100 };

it('runs the reference service and the gateways unchanged; a seed gives its hash again', async () => {
  await using world = await createVirtualWorld({ seed: 7 });
  const hashes: string[] = [];
  for (const seed of [7, 7, 8]) {
    await world.reset(seed);
    expect(await world.run(fixture, 'payMany', run)).toMatchObject({ paid: 20 });
    hashes.push(await world.hash());
  }
  await using another = await createVirtualWorld({ seed: 7 });
  await another.run(fixture, 'payMany', run);
  expect(await another.hash()).toBe(hashes[0]);
  expect(hashes[1]).toBe(hashes[0]);
  expect(hashes[2]).not.toBe(hashes[0]);
});

it('pays what was in flight when the service was killed, exactly once', async () => {
  await using world = await createVirtualWorld({ seed: 3 });
  expect(await world.run(fixture, 'payThroughKill', { killAtMs: 12 })).toEqual({
    status: 'paid',
    capturedMinor: [1999],
  });
});
