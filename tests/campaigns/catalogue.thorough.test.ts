import { describe, expect, it } from 'vitest';
import { CATALOGUE_NAMES } from '../../scenarios/catalogue/registry.ts';
import { playTwice } from './play-catalogue.ts';
import { wrongSeeds } from './wrong-seeds.ts';

describe.each([
  ['as it is written', null],
  ['with faults, load and margins drawn', 'guided'],
] as const)('every scenario of the catalogue, %s', (_, swarm) => {
  it.each(CATALOGUE_NAMES)('%s comes to the same twice, and holds', async (name) => {
    const record = await playTwice(name, { seeds: 2, swarm });
    expect(wrongSeeds(record)).toEqual([]);
    expect(record.seeds.played).toBe(2);
  });
});
