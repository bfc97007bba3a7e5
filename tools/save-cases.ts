// Fills cases/ with what our own bad policies do wrong: `node tools/save-cases.ts [name...]`.
// Each is found in virtual time, shrunk and written again; tests replay all of them.
import { loadScenario } from '../harness/config/index.ts';
import { parseSeed } from '../harness/core/ids.ts';
import { saveCase, withSimulator } from '../harness/simulator/cases/index.ts';

interface Wanted {
  readonly scenario: string;
  readonly policy: string;
  readonly seed: number;
  /** Where few customers do not meet what goes wrong. */
  readonly ratePerSecond?: number;
}

const WANTED: readonly Wanted[] = [
  { scenario: 'answer-lost', policy: 'retry-new-key', seed: 7 },
  { scenario: 'answer-lost', policy: 'failover-on-unknown', seed: 7 },
  { scenario: 'answer-lost', policy: 'no-retry', seed: 7 },
  { scenario: 'answer-lost', policy: 'no-timeout', seed: 7 },
  { scenario: 'late-arrival', policy: 'retry-new-key', seed: 7 },
  { scenario: 'late-arrival', policy: 'failover-on-unknown', seed: 7 },
  { scenario: 'late-arrival', policy: 'no-retry', seed: 7 },
  { scenario: 'flaky-network', policy: 'retry-new-key', seed: 3, ratePerSecond: 60 },
  { scenario: 'slow-then-dead', policy: 'failover-on-unknown', seed: 7 },
];

/** The faults of the catalogue, met by few customers: a case ends with one or two anyway. */
const SMALL = { scale: 0.3, ratePerSecond: 5 };

async function main(names: readonly string[]): Promise<void> {
  await withSimulator(async (simulate) => {
    for (const { scenario: from, policy, seed, ratePerSecond = SMALL.ratePerSecond } of WANTED) {
      const name = `${from}-${policy}`;
      if (names.length > 0 && !names.includes(name)) continue;
      const startedMs = performance.now();
      const scenario = await loadScenario(from, { ...SMALL, ratePerSecond, policy });
      const run = { scenario, seed: parseSeed(seed), orders: null, arrivals: null };
      const saved = await saveCase(run, { simulate, folder: 'cases', name });
      const { shrunk, livePath } = saved;
      const seconds = Math.round((performance.now() - startedMs) / 1_000);
      process.stdout.write(
        `${saved.path}: ${shrunk.failure.name}, ${shrunk.run.scenario.faults.length} faults, ${shrunk.run.orders?.length ?? 'all'} orders, ${shrunk.runs} runs, ${shrunk.isMinimal ? 'minimal' : 'runs used up'}, ${livePath ?? 'not live'}, ${seconds} s\n`,
      );
    }
  });
}

await main(process.argv.slice(2));
