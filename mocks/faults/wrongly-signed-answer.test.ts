import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { startRig } from './rig.fixture.ts';

test.each(['stranger', 'altered', 'probe'] as const)(
  'wrongly-signed-answer by %s has a signature that does not fit, over JSON that parses',
  async (manner) => {
    await using rig = await startRig();
    rig.arm('wrongly-signed-answer', { manner });
    const seen = await rig.ask('POST', '/payments', { body: { order: 'a7' } });
    if (seen.kind !== 'answered') throw new Error(seen.kind);
    const digest = createHash('sha256').update(seen.body).digest('hex').slice(0, 8);
    expect(JSON.parse(seen.body)).toMatchObject({ status: 'created' });
    expect(seen.headers['x-sign']).not.toBe(`provider-0-${digest}`);
    expect(seen.headers['x-sign']).toMatch(
      manner === 'altered' ? /^provider/ : new RegExp(`^${manner}`),
    );
    expect(rig.gateway.status().payments).toBe(1);
  },
);
