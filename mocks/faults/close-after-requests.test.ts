import { describe, expect, test } from 'vitest';
import { startRig, type Rig } from './rig.fixture.ts';

const create = (rig: Rig, order: string) => rig.ask('POST', '/payments', { body: { order } });

describe('close-after-requests', () => {
  test('loses the request after so many on a connection: it takes no effect', async () => {
    await using rig = await startRig();
    rig.arm('close-after-requests', { requests: 2 });
    expect(await create(rig, 'a')).toMatchObject({ status: 201 });
    expect(await create(rig, 'b')).toMatchObject({ status: 201 });
    expect(await create(rig, 'c')).toMatchObject({ kind: 'broken' });
    expect(await create(rig, 'd')).toMatchObject({ status: 201 });
    expect(rig.gateway.status().payments).toBe(3);
  });

  test('can close right behind an answer that said nothing of it', async () => {
    await using rig = await startRig();
    rig.arm('close-after-requests', { requests: 1, moment: 'after-answer' });
    const seen = await create(rig, 'a');
    expect(seen).toMatchObject({ status: 201, headers: { connection: 'keep-alive' } });
    await expect
      .poll(
        () =>
          new Promise((resolve) =>
            rig.gateway.app.server.getConnections((_error, count) => resolve(count)),
          ),
        { timeout: 20_000 },
      )
      .toBe(0);
  });
});
