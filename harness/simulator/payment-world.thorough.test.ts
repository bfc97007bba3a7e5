import { expect, it } from 'vitest';
import { createVirtualWorld, type VirtualWorld } from './index.ts';

const fixture = new URL('./fixtures/payment-world.fixture.ts', import.meta.url);
const run = { count: 5, ratePerSecond: 100 };

async function hashOf(world: VirtualWorld, seed: number): Promise<string> {
  await world.reset(seed);
  expect(await world.run(fixture, 'payMany', run)).toMatchObject({ paid: 5 });
  return world.hash();
}

it('runs the reference service and the gateways unchanged; a seed gives its hash again', async () => {
  await using world = await createVirtualWorld({ seed: 1 });
  const first = await hashOf(world, 7);
  expect(await hashOf(world, 7)).toBe(first);
});

it('gives one seed the same hash in every thread, and another seed another', async () => {
  await using world = await createVirtualWorld({ seed: 1 });
  await using another = await createVirtualWorld({ seed: 2 });
  const first = await hashOf(world, 7);
  expect(await hashOf(another, 7)).toBe(first);
  expect(await hashOf(another, 8)).not.toBe(first);
});

it('pays what was in flight when the service was killed, exactly once', async () => {
  await using world = await createVirtualWorld({ seed: 3 });
  expect(await world.run(fixture, 'payThroughKill', { killAtMs: 12 })).toEqual({
    status: 'paid',
    capturedMinor: [1999],
  });
});
