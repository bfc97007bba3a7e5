import { describe, expect, it } from 'vitest';
import { TEST_CARDS } from '../core/test-cards.ts';
import { refusalOf } from './refusal.fixture.ts';
import { refuseSecrets } from './refuse-secrets.ts';

describe('secrets in what users write', () => {
  it.each(['sk_live_abc', 'key: rk_live_4eC39HqLyjWDarjtT1zdp7dc'])(
    '%s is refused',
    async (text) => {
      const refusal = await refusalOf(() => refuseSecrets({ deep: [{ text }] }, 'scenario'));
      expect(refusal.message).toBe('scenario.deep[0].text holds a live provider key');
    },
  );

  it.each(['4929123456789015', '4929 1234 5678 9015', '4929-1234-5678-9015', 4929123456789015])(
    '%s is refused as a real card number',
    async (card) => {
      const refusal = await refusalOf(() => refuseSecrets({ card }, 'scenario'));
      expect(refusal.code).toBe('CONFIG_REAL_CARD');
    },
  );

  it('hides in keys as little as in values', async () => {
    const refusal = await refusalOf(() => refuseSecrets({ sk_live_abc: 1 }, 'scenario'));
    expect(refusal.code).toBe('CONFIG_LIVE_KEY');
    expect(refusal.message).not.toContain('sk_live_abc');
  });

  it.each([
    ...Object.values(TEST_CARDS).map(({ number }) => number),
    'sk_test_51Habcdef',
    '4929123456789016',
    '1762000000000',
    86_400_000,
  ])('%s is none', (text) => {
    expect(() => refuseSecrets({ text }, 'scenario')).not.toThrow();
  });
});
