import { expect, test } from 'vitest';
import { startRig } from './rig.fixture.ts';

test('flapping is down first, then up, then down again, and met only while it is down', async () => {
  await using rig = await startRig();
  rig.arm('flapping', { downMs: 60_000, upMs: 120_000 });
  const statuses: unknown[] = [];
  for (const waitMs of [0, 60_000, 60_000, 60_000]) {
    rig.clock.advance(waitMs);
    statuses.push(await rig.ask('POST', '/payments', { body: { order: `after ${waitMs}` } }));
  }
  expect(statuses).toMatchObject([
    { status: 503 },
    { status: 201 },
    { status: 201 },
    { status: 503 },
  ]);
  expect(rig.met()).toBe(2);
});
