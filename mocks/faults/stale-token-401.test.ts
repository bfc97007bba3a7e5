import { describe, expect, test } from 'vitest';
import { startRig, type Rig } from './rig.fixture.ts';

async function signIn(rig: Rig): Promise<string> {
  const seen = await rig.ask('POST', '/token', { body: {} });
  const body: unknown = seen.kind === 'answered' ? JSON.parse(seen.body) : {};
  return typeof body === 'object' && body !== null && 'token' in body ? String(body.token) : '';
}

const create = (rig: Rig, token: string) =>
  rig.ask('POST', '/payments', { body: { order: 'a' }, headers: { authorization: token } });

describe('stale-token-401', () => {
  // The tiny provider takes its token bare; the fault reads what comes after the scheme.
  const bearer = (token: string) => `Bearer ${token}`;

  test('refuses tokens that have not run out, until a new one is fetched', async () => {
    await using rig = await startRig();
    const before = await signIn(rig);
    expect(await create(rig, before)).toMatchObject({ status: 201 });
    rig.arm('stale-token-401');
    expect(await create(rig, bearer(before))).toMatchObject({ status: 401 });
    expect(rig.gateway.journal(1)).toMatchObject([{ status: 401, faults: ['stale-token-401'] }]);
    const after = await signIn(rig);
    const seen = await create(rig, bearer(after));
    // It passed the fault; the tiny provider itself knows no scheme.
    expect(seen).toMatchObject({ body: expect.stringContaining('"token"') as string });
  });

  test('until it is cleared refuses new ones too: the loop', async () => {
    await using rig = await startRig();
    rig.arm('stale-token-401', { until: 'cleared' });
    for (let round = 0; round < 3; round += 1) {
      expect(await create(rig, bearer(await signIn(rig)))).toMatchObject({ status: 401 });
    }
    rig.gateway.faults.clearAll();
    expect(await create(rig, await signIn(rig))).toMatchObject({ status: 201 });
  });
});
