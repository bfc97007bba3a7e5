import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../scenarios/catalogue/registry.ts';
import { parseSeed } from '../../core/ids.ts';
import { phaseStarts } from '../../core/scenario.ts';
import { loadScenario } from '../../config/index.ts';
import { planDrill } from '../../drill/plan-drill.ts';
import { GATEWAY_FAULTS } from '../../../mocks/faults/index.ts';
import { FAULT_RANGES } from './fault-ranges.ts';
import { drawSwarmRun, resolveSwarmRun, widestSwarm } from './swarm-run.ts';

const scenario = await loadScenario('answer-lost');
const anySeed = fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((value) => parseSeed(value));
const anyVariant = fc.integer({ min: 0, max: 1_000 });

describe('what a swarm draws', () => {
  it('passes the rules that users are held to, from every scenario of the catalogue', async () => {
    for (const name of Object.keys(CATALOGUE)) {
      const from = await loadScenario(name);
      fc.assert(
        fc.property(anySeed, anyVariant, (seed, variant) => {
          expect(resolveSwarmRun(from, seed, variant).scenario.faults.length).toBeGreaterThan(0);
        }),
        { numRuns: 40 },
      );
    }
  });

  it('is the same for the same scenario, seed and variant', () => {
    fc.assert(
      fc.property(anySeed, anyVariant, (seed, variant) => {
        const run = drawSwarmRun(scenario, seed, variant);
        expect(drawSwarmRun(scenario, seed, variant)).toEqual(run);
      }),
      { numRuns: 50 },
    );
  });

  it('differs from variant to variant', () => {
    const runs = [0, 1, 2, 3].map((variant) => drawSwarmRun(scenario, parseSeed(1), variant));
    expect(new Set(runs.map((run) => JSON.stringify(run))).size).toBe(4);
  });

  it('names orders that its load makes, each arriving while it lasts', async () => {
    for (const seed of [1, 2, 3].map((value) => parseSeed(value))) {
      const run = resolveSwarmRun(scenario, seed, 0);
      const { orders } = await planDrill(run.scenario, seed);
      const made = orders.map(({ orderId }) => orderId);
      expect(run.orders?.every((id) => made.includes(id))).toBe(true);
      const { loadEndMs } = phaseStarts(run.scenario.timeline);
      for (const atMs of Object.values(run.arrivals ?? {})) expect(atMs).toBeLessThan(loadEndMs);
    }
  });

  it('keeps what the policy promises, and what it does not have', async () => {
    const bad = await loadScenario('answer-lost', { policy: 'no-retry' });
    fc.assert(
      fc.property(anySeed, (seed) => {
        const { policy } = drawSwarmRun(bad, seed, 0).scenario;
        expect(policy).toMatchObject({
          failover: bad.policy.failover,
          retry: { maxAttempts: 1, idempotencyKey: 'same', budget: null },
          reconcile: { isEnabled: false },
        });
        expect(policy.reconcile.settleAfterMs / bad.policy.reconcile.settleAfterMs).toBe(
          policy.degradation.promisedWithinMs / bad.policy.degradation.promisedWithinMs,
        );
      }),
    );
  });

  it('is never a provider that lies about money', () => {
    const lies = Object.keys(GATEWAY_FAULTS).filter(
      (name) => FAULT_RANGES[name as 'hang'] === null,
    );
    expect(lies).toContain('wrong-amount-captured');
    const drawn = widestSwarm(scenario).faults.map((fault) =>
      fault.layer === 'gateway' ? fault.fault : '',
    );
    expect(drawn.filter((name) => lies.includes(name))).toEqual([]);
  });
});
