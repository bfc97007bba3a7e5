import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../harness/config/index.ts';
import { simulate } from '../../harness/simulator/index.ts';
import { CATALOGUE_NAMES } from '../../scenarios/catalogue/registry.ts';
import { wrongSeeds } from './wrong-seeds.ts';

/** As long as the catalogue's faults need to meet somebody. */
const SHORT = { scale: 0.2, ratePerSecond: 20 };

describe.each([
  ['as it is written', null],
  ['with faults, load and margins drawn', 'guided'],
] as const)('every scenario of the catalogue, %s', (_, swarm) => {
  it.each(CATALOGUE_NAMES)('%s comes to the same twice, and holds', async (name) => {
    const scenario = await loadScenario(name, SHORT);
    const record = await simulate({
      // Objectives say little on a short scale.
      scenario: { ...scenario, objectives: [], stopConditions: [] },
      seeds: 2,
      swarm,
      checkDeterminism: true,
    });
    expect(wrongSeeds(record)).toEqual([]);
    expect(record.seeds.played).toBe(2);
  });
});
