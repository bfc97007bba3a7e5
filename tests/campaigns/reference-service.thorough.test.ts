import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { loadScenario } from '../../harness/config/index.ts';
import { simulate } from '../../harness/simulator/index.ts';
import { MOST, SCENARIO } from '../mutants/campaign.ts';
import { wrongSeeds } from './wrong-seeds.ts';

// The campaign that finds every planted mistake, on the service as it is.
it(`the reference service keeps every promise for ${MOST.seeds} drawn runs`, async () => {
  const record = await simulate({
    scenario: await loadScenario(SCENARIO),
    seeds: MOST.seeds,
    swarm: 'guided',
    workers: availableParallelism(),
  });
  expect(wrongSeeds(record)).toEqual([]);
  expect(record.verdict.outcome).toBe('held');
  expect(record.seeds.played).toBe(MOST.seeds);
});
