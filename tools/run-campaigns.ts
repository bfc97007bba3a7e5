// Plays every scenario of the catalogue (or those named) under many seeds in virtual time, each seed
// twice, and ends with 1 when one of them is not the same twice or breaks a promise:
//   node tools/run-campaigns.ts [--seeds n] [--seed first] [--swarm] [scenario...]
import { parseArgs } from 'node:util';
import { CATALOGUE } from '../scenarios/catalogue/registry.ts';
import { playTwice } from '../tests/campaigns/play-catalogue.ts';
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

for (const name of Object.keys(CATALOGUE)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const record = await playTwice(name, {
    seed: Number(values.seed),
    seeds: Number(values.seeds),
    workers: Number(values.workers),
    swarm: values.swarm ? 'guided' : null,
  });
  const wrong = wrongSeeds(record);
  for (const seed of wrong) process.stdout.write(`FAILED ${name}, ${seed}\n`);
  const { runs, traffic } = record;
  process.stdout.write(
    `${name}: ${runs.length - wrong.length} of ${runs.length} seeds the same twice, ${traffic.payments} payments\n`,
  );
  if (wrong.length > 0) process.exitCode = 1;
}
