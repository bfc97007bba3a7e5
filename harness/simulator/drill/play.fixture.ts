import { parseSeed } from '../../core/ids.ts';
import type { RunRecord } from '../../core/record.ts';
import type { Scenario } from '../../core/scenario.ts';
import { loadScenario } from '../../config/index.ts';
import { createSimulatorThread, simulateOnce } from '../index.ts';
import type { SimulatedRun } from './simulated-run.ts';

/** A few seconds of load; what it proves are promises, not objectives. */
export const short = (name: string, policy: string, ratePerSecond = 40): Promise<Scenario> =>
  loadScenario(name, { policy, scale: 0.1, ratePerSecond });

export type Play = (
  scenario: Scenario,
  seed: number,
  part?: Partial<SimulatedRun>,
) => ReturnType<typeof simulateOnce>;

/** One thread for all plays of a test file: a new one compiles everything anew. */
export function createPlayer(): AsyncDisposable & { readonly play: Play } {
  const thread = createSimulatorThread();
  return {
    play: (scenario, seed, part = {}) =>
      simulateOnce(
        { scenario, seed: parseSeed(seed), orders: null, arrivals: null, ...part },
        { thread },
      ),
    [Symbol.asyncDispose]: () => thread[Symbol.asyncDispose](),
  };
}

export const broken = ({ invariants }: RunRecord): readonly string[] =>
  invariants.filter(({ judged, violations }) => judged && violations > 0).map(({ name }) => name);
