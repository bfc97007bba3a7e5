import { PAYMENT_STATES, type Coverage, type PaymentState } from '../../core/campaign.ts';
import type { Scenario } from '../../core/scenario.ts';
import { possiblePairs } from '../campaign/coverage.ts';
import { widestSwarm } from './swarm-run.ts';

/** How often something was tried, and in how many of those each state was met. */
interface Tally {
  tries: number;
  readonly met: Map<PaymentState, number>;
}

/**
 * What a campaign has learnt of the pairs of a fault and a state: which are rare, and what helps to
 * reach them. A run is worth what it may add to pairs that few runs reached, each weighed by how
 * likely it is: from how often this fault reached the state, and how often the state was met at all
 * in runs with the same journeys and faults.
 */
export class Rarity {
  readonly #states: ReadonlyMap<string, readonly PaymentState[]>;
  readonly #pairs = new Map<string, Tally>();
  readonly #features = new Map<string, Tally>();

  constructor(scenario: Scenario) {
    const byFault = Map.groupBy(possiblePairs(widestSwarm(scenario)), ({ fault }) => fault);
    this.#states = new Map(
      [...byFault].map(([fault, pairs]) => [fault, pairs.map(({ state }) => state)]),
    );
  }

  learn({ faults, load }: Scenario, coverage: Coverage): void {
    const met = new Set<PaymentState>();
    for (const { name } of faults) {
      const states = PAYMENT_STATES.filter((state) => (coverage[name]?.[state] ?? 0) > 0);
      count(this.#pairs, name, states);
      for (const state of states) met.add(state);
    }
    for (const feature of featuresOf(faults, load)) count(this.#features, feature, [...met]);
  }

  /** Higher is better. */
  worthOf({ faults, load }: Scenario): number {
    const features = featuresOf(faults, load);
    const likely = new Map(
      PAYMENT_STATES.map((state) => {
        const ratios = features.map((feature) => ratioOf(this.#features.get(feature), state));
        return [state, ratios.reduce((sum, ratio) => sum + ratio, 0) / features.length] as const;
      }),
    );
    let worth = 0;
    for (const { name } of faults) {
      const tally = this.#pairs.get(name);
      for (const state of this.#states.get(name) ?? []) {
        const reached = tally?.met.get(state) ?? 0;
        const rarity = 1 / (1 + reached) ** 2;
        worth += rarity * ratioOf(tally, state) * (likely.get(state) ?? 0);
      }
    }
    return worth;
  }
}

const featuresOf = (faults: Scenario['faults'], load: Scenario['load']): readonly string[] => [
  ...faults.map(({ name }) => name),
  ...Object.keys(load.journeys),
];

function count(tallies: Map<string, Tally>, name: string, states: readonly PaymentState[]): void {
  const tally = tallies.get(name) ?? { tries: 0, met: new Map<PaymentState, number>() };
  tallies.set(name, tally);
  tally.tries += 1;
  for (const state of states) tally.met.set(state, (tally.met.get(state) ?? 0) + 1);
}

/** Of what was never tried nothing is known: one in two. */
const ratioOf = (tally: Tally | undefined, state: PaymentState): number =>
  ((tally?.met.get(state) ?? 0) + 1) / ((tally?.tries ?? 0) + 2);
