import { expect, it } from 'vitest';
import { loadScenario } from '../../config/index.ts';
import { simulate } from '../index.ts';

const SEEDS = 64;

/** Pairs of fault and payment state that a campaign came to. */
async function reachedBy(swarm: 'guided' | number): Promise<ReadonlySet<string>> {
  const scenario = await loadScenario('answer-lost');
  const { coverage } = await simulate({ scenario, seed: 1, seeds: SEEDS, swarm, workers: 2 });
  const pairs = coverage.faults.flatMap(({ fault, calls }) =>
    Object.entries(calls).flatMap(([state, count]) => (count > 0 ? [`${fault} x ${state}`] : [])),
  );
  return new Set(pairs);
}

// Both are the same in every run: what they come to is decided by their seeds.
it('comes to a third more pairs in as many seeds when it prefers what is rare', async () => {
  const plain = await reachedBy(0);
  const guided = await reachedBy('guided');
  expect(plain.size).toBeGreaterThan(80);
  expect(guided.size / plain.size).toBeGreaterThan(1.33);
});
