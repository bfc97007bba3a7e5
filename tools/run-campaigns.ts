// Plays every scenario of the catalogue (or those named) under many seeds in virtual time, each seed
// twice, and ends with 1 when one of them is not the same twice or breaks a promise:
//   node tools/run-campaigns.ts [--seeds n] [--seed first] [--swarm] [scenario...]
// Objectives are left out: on a short scale they say little.
import { parseArgs } from 'node:util';
import { loadScenario } from '../harness/config/index.ts';
import { simulate } from '../harness/simulator/index.ts';
import { CATALOGUE } from '../scenarios/catalogue/registry.ts';
import { wrongSeeds } from '../tests/campaigns/wrong-seeds.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '1' },
    swarm: { type: 'boolean', default: false },
  },
});

/** As long as the catalogue's faults need to meet somebody. */
const SHORT = { scale: 0.2, ratePerSecond: 20 };

for (const name of Object.keys(CATALOGUE)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const scenario = await loadScenario(name, SHORT);
  const record = await simulate({
    scenario: { ...scenario, objectives: [], stopConditions: [] },
    seed: Number(values.seed),
    seeds: Number(values.seeds),
    workers: Number(values.workers),
    swarm: values.swarm ? 'guided' : null,
    checkDeterminism: true,
  });
  const wrong = wrongSeeds(record);
  for (const seed of wrong) process.stdout.write(`FAILED ${name}, ${seed}\n`);
  const { runs, traffic } = record;
  process.stdout.write(
    `${name}: ${runs.length - wrong.length} of ${runs.length} seeds the same twice, ${traffic.payments} payments\n`,
  );
  if (wrong.length > 0) process.exitCode = 1;
}
