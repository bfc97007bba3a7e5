import { expect, it } from 'vitest';
import { loadScenario } from '../../config/index.ts';
import { runOfSeed, simulate, simulateOnce } from '../index.ts';

const scenario = await loadScenario('answer-lost');

it('plays a seed of a guided campaign again by its variant, to the same hash', async () => {
  const campaign = await simulate({ scenario, seed: 5, seeds: 4, swarm: 'guided', workers: 2 });
  const last = campaign.runs.at(-1);
  if (last === undefined || last.variant === null) throw new Error('no seed was drawn');
  const { seed, variant, hash } = last;
  const again = await simulate({ scenario, seed, seeds: 1, swarm: variant });
  expect(again.runs[0]).toMatchObject({ seed, variant, hash });
  const once = await simulateOnce(runOfSeed(campaign, scenario, seed));
  expect(once.hash).toBe(hash);
  expect(campaign.seeds.swarm).toBe('guided');
  expect(again.replayCommand).toBe(
    `paydrill simulate answer-lost --seed ${seed} --seeds 1 --swarm ${variant}`,
  );
});

it('holds with few customers, and lists every pair that no seed reached', async () => {
  const { verdict, coverage } = await simulate({ scenario, seeds: 2, swarm: 0 });
  expect(verdict.outcome).toBe('held');
  expect(coverage.neverReached).toContainEqual({ fault: 'paypal-hang', state: 'refunding' });
  expect(coverage.faults.length).toBeGreaterThan(80);
});

it('fails for pairs that were not reached when they have to be', async () => {
  const { verdict } = await simulate({ scenario, seeds: 1, swarm: 0, requireCoverage: true });
  expect(verdict.reasons[0]?.code).toBe('COVERAGE_MISSED');
});
