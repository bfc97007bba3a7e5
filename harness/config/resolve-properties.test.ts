import { closest } from 'fastest-levenshtein';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, CATALOGUE_NAMES } from '../../scenarios/catalogue/registry.ts';
import { POLICIES, POLICY_NAMES } from '../../scenarios/policies/registry.ts';
import { JOURNEYS } from '../core/order.ts';
import { PROVIDERS } from '../core/outcome.ts';
import { refusalOf } from './refusal.fixture.ts';
import { resolveScenario } from './resolve-scenario.ts';

const durations = (lowMs: number, highMs: number): fc.Arbitrary<number | string> =>
  fc
    .integer({ min: lowMs, max: highMs })
    .chain((ms) => fc.constantFrom<number | string>(ms, `${ms}ms`, `${ms / 1_000}s`));

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 3 });

/** Anything that a user may write, with any part left out. */
const inputs = fc
  .record({
    name: fc.constantFrom('a', 'a-b', 'x9'),
    hypothesis: fc.constantFrom('It holds.', 'Ünïcode.'),
    policy: optional(fc.oneof(fc.constantFrom(...POLICY_NAMES), fc.constant({ breaker: null }))),
    gateways: optional(fc.shuffledSubarray([...PROVIDERS], { minLength: 2 })),
    timeline: optional(
      fc.record(
        {
          baselineMs: durations(2_000, 30_000),
          faultMs: durations(6_000, 60_000),
          drainMs: durations(0, 60_000),
        },
        { requiredKeys: [] },
      ),
    ),
    load: optional(
      fc.record(
        {
          declineRatio: fc.double({ min: 0, max: 1, noNaN: true }),
          journeys: fc.dictionary(
            fc.constantFrom(...JOURNEYS),
            fc.double({ min: 0.1, max: 9, noNaN: true }),
            { minKeys: 1 },
          ),
          patienceMs: durations(1, 9_000),
        },
        { requiredKeys: [] },
      ),
    ),
    faults: optional(
      fc
        .uniqueArray(
          fc.record({
            layer: fc.constant('network'),
            gateway: fc.constantFrom(...PROVIDERS),
            durationMs: durations(1, 3_000),
            atMs: durations(0, 3_000),
            effect: fc.constantFrom<object>(
              { kind: 'down' },
              { kind: 'latency', latencyMs: '20ms' },
            ),
          }),
          // Network faults in one direction of a gateway may not overlap.
          { selector: ({ gateway }) => gateway },
        )
        .map((faults) => faults.map((fault, index) => ({ ...fault, name: `fault-${index}` }))),
    ),
  })
  .map((input) =>
    Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)),
  );

function* leavesAndBranches(value: unknown): Generator {
  yield value;
  if (typeof value !== 'object' || value === null) return;
  for (const child of Object.values(value)) yield* leavesAndBranches(child);
}

/** Every key of a scenario with the object that holds it. */
function keysOf(value: unknown): { readonly holder: Record<string, unknown>; key: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(keysOf);
  const holder = value as Record<string, unknown>;
  return Object.entries(holder).flatMap(([key, child]) => [{ holder, key }, ...keysOf(child)]);
}

describe('resolving', () => {
  it('is total and frozen for anything a user may write', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const resolved = resolveScenario(input);
        for (const part of leavesAndBranches(resolved)) {
          expect(part).toBeDefined();
          expect(Object.isFrozen(part)).toBe(true);
        }
        expect(resolveScenario(resolved)).toEqual(resolved);
      }),
    );
  });

  it('refuses any misspelt key and names its neighbour', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...CATALOGUE_NAMES),
        fc.nat(),
        fc.nat(),
        async (name, which, where) => {
          const scenario = structuredClone({
            ...CATALOGUE[name],
            policy: POLICIES.resilient,
          }) as unknown;
          const keys = keysOf(scenario);
          const chosen = keys[which % keys.length];
          if (chosen === undefined) return;
          const { holder, key } = chosen;
          const at = where % key.length;
          const misspelt = key.slice(0, at) + (key[at] ?? '') + key.slice(at);
          fc.pre(closest(misspelt, Object.keys(holder)) === key);
          holder[misspelt] = holder[key];
          Reflect.deleteProperty(holder, key);
          const refusal = await refusalOf(() => resolveScenario(scenario));
          expect(refusal.code).toMatch(/^(CONFIG_UNKNOWN_KEY|FAULT_OPTION_)/);
          // Where the key decides which others there are, its absence is what is told.
          expect(`${refusal.message} ${refusal.hint}`).toContain(key);
          if (refusal.code !== 'FAULT_OPTION_OF_ANOTHER') {
            expect(refusal.message).toContain(`"${misspelt}"`);
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});
