import { describe, expect, test } from 'vitest';
import { startRig } from './rig.fixture.ts';

describe('partial-outage', () => {
  test.each([
    [{ currency: 'USD, GBP' }, { currency: 'gbp' }, { currency: 'EUR' }],
    [{ brand: 'mastercard' }, { card: '5555555555554444' }, { card: '4242424242424242' }],
    [{ cardRange: '55,37' }, { card: '378282246310005' }, { card: '4242424242424242' }],
    [{ method: 'card' }, { card: '4242424242424242' }, {}],
    [{ bank: 'ing' }, { bank: 'ING' }, { bank: 'abn' }],
    [{ region: 'NL' }, { region: 'NL' }, { region: 'DE' }],
    [{ currency: 'EUR', region: 'NL' }, { region: 'NL' }, { region: 'DE' }],
  ])('%j is out for %j and not for %j', async (options, out, up) => {
    await using rig = await startRig();
    rig.arm('partial-outage', options);
    expect(await rig.ask('POST', '/payments', { body: { order: 'a', ...out } })).toMatchObject({
      status: 503,
    });
    expect(await rig.ask('POST', '/payments', { body: { order: 'b', ...up } })).toMatchObject({
      status: 201,
    });
    expect(rig.met()).toBe(1);
  });

  test.each(['hang', 'reset'] as const)('can also %s', async (manner) => {
    await using rig = await startRig();
    rig.arm('partial-outage', { manner });
    const seen = await rig.ask('POST', '/payments', {
      body: { order: 'a' },
      patienceMs: manner === 'hang' ? 50 : 10_000,
    });
    expect(seen.kind).toBe(manner === 'hang' ? 'gave-up' : 'broken');
  });
});
