import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, CATALOGUE_NAMES } from '../../scenarios/catalogue/registry.ts';
import { findTestCard, TEST_CARDS } from '../core/test-cards.ts';
import { refusalOf } from './refusal.fixture.ts';
import { refuseLiveKeys, refuseSecrets } from './refuse-secrets.ts';
import { resolveScenario } from './resolve-scenario.ts';

describe('secrets in what users write', () => {
  it.each(['sk_live_abc', 'key: rk_live_4eC39HqLyjWDarjtT1zdp7dc'])(
    '%s is refused',
    async (text) => {
      const refusal = await refusalOf(() => refuseSecrets({ deep: [{ text }] }, 'scenario'));
      expect(refusal.message).toBe('scenario.deep[0].text holds a live provider key');
    },
  );

  it.each([
    '4929123456789015',
    '4929 1234 5678 9015',
    '4929-1234-5678-9015',
    4929123456789015,
    'card:4532015112830366.',
    '4532.0151.1283.0366',
    '4532  0151  1283  0366',
    '4532 - 0151 - 1283 - 0366',
    '7 4532015112830366',
    'x4532015112830366',
    'x4532015112830366y',
    'card_4532015112830366_0',
    '14532015112830366',
    '1762000000000 4532015112830366',
    '4242424242424242 4532015112830366',
    '0.4532015112830366.',
    '371449635398431',
    '30569309025904',
    '2223003122003222',
    '6304000000000000',
  ])('%s is refused as a real card number', async (card) => {
    const refusal = await refusalOf(() => refuseSecrets({ card }, 'scenario'));
    expect(refusal.code).toBe('CONFIG_REAL_CARD');
  });

  it('names the variables of an environment that hold live keys, how to go on, and no key', async () => {
    const environment = { A: 'sk_live_abc', PATH: '/bin', OLD: undefined, B: 'x rk_live_abc' };
    const refusal = await refusalOf(() => refuseLiveKeys(environment));
    expect(refusal.code).toBe('CONFIG_LIVE_KEY_AROUND');
    expect(refusal.message).toMatch(/see A, B$/);
    expect(refusal.hint).toMatch(/env -u A -u B paydrill \.\.\.$/);
    expect(refusal.message + refusal.hint).not.toContain('live_abc');
    expect(() => refuseLiveKeys({ STRIPE_SECRET_KEY: 'sk_test_abc' })).not.toThrow();
  });

  it('hides in keys as little as in values', async () => {
    const refusal = await refusalOf(() => refuseSecrets({ sk_live_abc: 1 }, 'scenario'));
    expect(refusal.code).toBe('CONFIG_LIVE_KEY');
    expect(refusal.message).not.toContain('sk_live_abc');
  });

  it.each([
    ...Object.values(TEST_CARDS).map(({ number }) => number),
    'sk_test_51Habcdef',
    '4929123456789016',
    '4242 4242 4242 4242 and 4000-0000-0000-0002.',
    '42424242424242424000000000000002',
    '1762000000000',
    '1767225600000000',
    '1767225600000000000',
    '2026-11-23 04:40:09.123',
    '2026-11-23T04:40:09.123456789Z',
    'load.declineRatio=0.6011111111111110',
    '1000 2000 3000 4000 5000',
    86_400_000,
    4_294_967_295,
  ])('%s is none', (text) => {
    expect(() => refuseSecrets({ text }, 'scenario')).not.toThrow();
  });

  it.each(CATALOGUE_NAMES)('are not seen in %s of the catalogue, at any seed', (name) => {
    const scenario = resolveScenario(CATALOGUE[name]);
    expect(() => refuseSecrets(scenario, 'scenario')).not.toThrow();
    expect(() => refuseSecrets(JSON.stringify(scenario), 'scenario')).not.toThrow();
  });

  it('are not seen in amounts, seeds or times, alone or in a list of objects', () => {
    const oneOfThem = fc.oneof(
      fc.integer({ min: 0, max: 999_999_999_999 }),
      fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      fc.integer({ min: 1_000_000_000_000, max: 1_999_999_999_999 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(oneOfThem), (values) => {
        const rows = values.map((value) => ({ value, text: String(value) }));
        expect(() => refuseSecrets(rows, 'scenario')).not.toThrow();
        expect(() => refuseSecrets(JSON.stringify(rows), 'scenario')).not.toThrow();
      }),
    );
  });

  it('are seen in any card number, whatever separates its groups and stands beside it', () => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 14, maxLength: 14 });
    const separator = fc.constantFrom('', ' ', '  ', '-', '.', ' - ');
    const beside = fc.constantFrom('', 'x', '_', ' ', ':', '7 ', '.', '#', '/');
    fc.assert(
      fc.property(digits, separator, beside, beside, (tail, between, before, behind) => {
        const card = withCheckDigit(`4${tail.join('')}`);
        fc.pre(findTestCard(card) === undefined);
        const text = before + (card.match(/.{4}/g) ?? []).join(between) + behind;
        expect(() => refuseSecrets({ text }, 'scenario')).toThrow('no test number');
      }),
    );
  });
});

/** The Luhn check digit, reckoned another way round than where it is checked. */
function withCheckDigit(payload: string): string {
  const doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
  const sum = Array.from(payload, Number)
    .toReversed()
    .reduce((total, digit, index) => total + (index % 2 === 0 ? (doubled[digit] ?? 0) : digit), 0);
  return payload + String((10 - (sum % 10)) % 10);
}
