import type { Coverage } from '../../core/campaign.ts';
import type { Seed } from '../../core/ids.ts';
import type { Scenario } from '../../core/scenario.ts';
import type { SimulatedRun } from '../drill/simulated-run.ts';
import { rangesOf, type FaultRange } from './draw-faults.ts';
import { Rarity } from './rarity.ts';
import { drawSwarmRun, resolveSwarmRun } from './swarm-run.ts';

/** What a campaign plays under a seed. */
export interface Leg {
  readonly run: SimulatedRun;
  /** Which draw of the seed it is; null: the scenario as it is. */
  readonly variant: number | null;
}

/** Decides what each seed of a campaign plays. */
export interface Course {
  /** Waits for what earlier seeds taught, where it needs to know. */
  next(index: number): Promise<Leg>;
  /** Told once for each seed, in any order. */
  learn(index: number, coverage: Coverage): void;
}

/** How swarm runs are chosen: always this variant of a seed, or the one that promises most. */
export type Swarm =
  { readonly kind: 'variant'; readonly variant: number } | { readonly kind: 'guided' };

/** @param seeds in the order in which the campaign begins them */
export function createCourse(
  scenario: Scenario,
  seeds: readonly Seed[],
  swarm: Swarm | null,
): Course {
  const unlearned = (legOf: (seed: Seed) => Leg): Course => ({
    next: async (index) => legOf(seedAt(seeds, index)),
    learn: () => {},
  });
  if (swarm === null) {
    return unlearned((seed) => ({
      run: { scenario, seed, orders: null, arrivals: null },
      variant: null,
    }));
  }
  if (swarm.kind === 'guided') return new GuidedCourse(scenario, seeds);
  const { variant } = swarm;
  return unlearned((seed) => ({ run: resolveSwarmRun(scenario, seed, variant), variant }));
}

/** Seeds whose choice draws on the same knowledge. */
const ROUND = 16;
/** Draws of a seed that the choice is between. */
const CANDIDATES = 12;

/**
 * Of several draws of a seed, the one that promises most of what is rare until now.
 *
 * 1. Seeds come in rounds of 16. What a round chooses depends on all rounds but the one before it,
 *    taken in the order of seeds; so it is the same however many threads play.
 * 2. The round in between keeps threads busy: one waits only when another is two rounds behind.
 */
class GuidedCourse implements Course {
  readonly #scenario: Scenario;
  readonly #seeds: readonly Seed[];
  readonly #ranges: readonly FaultRange[];
  readonly #rarity: Rarity;
  readonly #rounds: Promise<readonly Leg[]>[] = [];
  readonly #told: PromiseWithResolvers<Coverage>[];

  constructor(scenario: Scenario, seeds: readonly Seed[]) {
    this.#scenario = scenario;
    this.#seeds = seeds;
    this.#ranges = rangesOf(scenario);
    this.#rarity = new Rarity(scenario);
    this.#told = seeds.map(() => Promise.withResolvers<Coverage>());
  }

  async next(index: number): Promise<Leg> {
    const leg = (await this.#round(Math.floor(index / ROUND)))[index % ROUND];
    if (leg === undefined) throw new RangeError(`the campaign has no seed number ${index}`);
    return leg;
  }

  learn(index: number, coverage: Coverage): void {
    this.#told[index]?.resolve(coverage);
  }

  #round(number: number): Promise<readonly Leg[]> {
    return (this.#rounds[number] ??= this.#chooseRound(number));
  }

  async #chooseRound(number: number): Promise<readonly Leg[]> {
    if (number > 0) await this.#round(number - 1);
    if (number > 1) await this.#takeIn(number - 2);
    const first = number * ROUND;
    return this.#seeds.slice(first, first + ROUND).map((seed) => this.#choose(seed));
  }

  async #takeIn(number: number): Promise<void> {
    const legs = await this.#round(number);
    for (const [place, { run }] of legs.entries()) {
      const coverage = await this.#told[number * ROUND + place]?.promise;
      this.#rarity.learn(run.scenario, coverage ?? {});
    }
  }

  #choose(seed: Seed): Leg {
    const worths = Array.from({ length: CANDIDATES }, (_, variant) =>
      this.#rarity.worthOf(drawSwarmRun(this.#scenario, seed, variant, this.#ranges).scenario),
    );
    const variant = worths.indexOf(Math.max(...worths));
    return { run: resolveSwarmRun(this.#scenario, seed, variant), variant };
  }
}

function seedAt(seeds: readonly Seed[], index: number): Seed {
  const seed = seeds[index];
  if (seed === undefined) throw new RangeError(`the campaign has no seed number ${index}`);
  return seed;
}
