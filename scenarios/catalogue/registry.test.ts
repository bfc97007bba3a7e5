import { describe, expect, it } from 'vitest';
import { CURRENCY_EXPONENTS, parseCurrency } from '../../harness/core/money.ts';
import { POLICY_NAMES } from '../policies/registry.ts';
import type { CatalogueFault } from './catalogue-scenario.ts';
import { CATALOGUE, CATALOGUE_NAMES } from './registry.ts';

describe('the catalogue', () => {
  it.each(CATALOGUE_NAMES)('%s goes by its own name and says its hypothesis', (name) => {
    expect(CATALOGUE[name].name).toBe(name);
    expect(CATALOGUE[name].hypothesis).toMatch(/^When .+\.$|^While .+\.$/);
  });

  it.each(CATALOGUE_NAMES)('%s is played with a policy that exists', (name) => {
    expect(POLICY_NAMES).toContain(CATALOGUE[name].policy);
  });

  it.each(CATALOGUE_NAMES)('%s breaks something for at most as long as it says', (name) => {
    const { faults, timeline } = CATALOGUE[name];
    expect(faults.length).toBeGreaterThan(0);
    for (const { atMs, durationMs } of faults) {
      expect(atMs + durationMs).toBeLessThanOrEqual(timeline.faultMs);
    }
  });

  it.each(CATALOGUE_NAMES)('%s expects something of every phase with load', (name) => {
    const phases = new Set<string>(CATALOGUE[name].objectives.map(({ phase }) => phase));
    expect(phases).toEqual(new Set(['baseline', 'fault', 'recovery']));
  });

  it.each(CATALOGUE_NAMES)('%s can be replayed: no network fault has a share', (name) => {
    const shares = CATALOGUE[name].faults.flatMap((fault: CatalogueFault) =>
      fault.layer === 'network' ? [fault.share] : [],
    );
    expect(shares.every((share) => share === 0 || share === 1)).toBe(true);
  });

  it.each(CATALOGUE_NAMES)('%s has currencies with none, two and three decimals', (name) => {
    const currencies = Object.keys(CATALOGUE[name].load.currencies).map(parseCurrency);
    const exponents = new Set(currencies.map((currency) => CURRENCY_EXPONENTS[currency]));
    expect(exponents).toEqual(new Set([0, 2, 3]));
  });

  it('checks options against the fault that they belong to', () => {
    const fault: CatalogueFault = {
      name: 'late',
      layer: 'gateway',
      gateway: 'stripe',
      fault: 'late-arrival',
      // @ts-expect-error: an option of another fault
      options: { retryAfterSeconds: 1 },
      share: 1,
      operations: [],
      atMs: 0,
      durationMs: 1,
    };
    expect(fault.name).toBe('late');
  });
});
