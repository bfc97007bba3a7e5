// Finds, shrinks and keeps a case for each planted mistake:
// `node tools/save-mutant-cases.ts [--seeds n] [--seed first] [--check] [name...]`. With --check nothing is
// written: it fails unless a campaign finds every mistake and shrinks it.
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadScenario } from '../harness/config/index.ts';
import type { Scenario } from '../harness/core/scenario.ts';
import { saveCase } from '../harness/simulator/cases/index.ts';
import { simulateOnce } from '../harness/simulator/index.ts';
import { CASES_FOLDER, MOST, SCENARIO } from '../tests/mutants/campaign.ts';
import { findMutant, isAsExpected, threadOf, type Find } from '../tests/mutants/find-mutant.ts';
import type { Mutant } from '../tests/mutants/mutant.ts';
import { MUTANTS } from '../tests/mutants/mutants.ts';

/** Faults and payments come first; the rest makes times rounder. */
const SHRINK_RUNS = 300;
const MOST_FINDS = 5;

interface Settings {
  readonly scenario: Scenario;
  readonly firstSeed: number;
  readonly seeds: number;
  readonly folder: string;
}

/** One line that says what was found; starts with "FAILED" when that is not enough. */
async function huntFor(mutant: Mutant, settings: Settings): Promise<string> {
  let line = '';
  let played = 0;
  // Some runs need a crowd to fail, so a case of a few payments may take another find.
  for (let finds = 0; finds < MOST_FINDS && played < settings.seeds; finds += 1) {
    const seeds = settings.seeds - played;
    const find = await findMutant(mutant, {
      ...settings,
      firstSeed: settings.firstSeed + played,
      seeds,
    });
    if (find === null) break;
    played += find.seeds;
    line = await keep(mutant, find, played, settings);
    if (!line.startsWith('FAILED')) return line;
  }
  return line === '' ? `FAILED ${mutant.name}: not found in ${settings.seeds} seeds` : line;
}

/** Shrinks and keeps it. */
async function keep(
  mutant: Mutant,
  { result, run }: Find,
  played: number,
  { folder }: Settings,
): Promise<string> {
  const { name } = mutant;
  const found = `seed ${result.seed}, draw ${result.variant ?? 'none'}, after ${played} seeds`;
  const broken = result.brokenInvariants.join(', ');
  if (!isAsExpected(mutant, result.brokenInvariants)) {
    return `FAILED ${name}: ${found}: ${result.reasons.join(', ')} ${broken}, expected ${mutant.breaks.join(' or ')}`;
  }
  await using thread = threadOf(mutant);
  const { shrunk } = await saveCase(run, {
    simulate: (each) => simulateOnce(each, { thread }),
    folder,
    name,
    // Played by itself the service has no mistake.
    replayCommand: `npx vitest run --project thorough tests/mutants -t ${name}`,
    isLiveWanted: false,
    maxRuns: SHRINK_RUNS,
  });
  const faults = shrunk.run.scenario.faults.length;
  const orders = shrunk.run.orders?.length ?? Number.POSITIVE_INFINITY;
  const isSmall = faults <= MOST.faults && orders <= MOST.payments;
  return `${isSmall ? '' : 'FAILED '}${name}: ${found}: ${shrunk.failure.name}, shrunk to ${faults} faults and ${orders} payments in ${shrunk.runs} runs`;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: String(MOST.seeds) },
    seed: { type: 'string', default: '1' },
    check: { type: 'boolean', default: false },
    shard: { type: 'string', default: '1/1' },
  },
});
const [index = 1, count = 1] = values.shard.split('/').map(Number);
await using temporary = await mkdtempDisposable(join(tmpdir(), 'mutants-'));
const settings: Settings = {
  scenario: await loadScenario(SCENARIO),
  firstSeed: Number(values.seed),
  seeds: Number(values.seeds),
  folder: values.check ? temporary.path : CASES_FOLDER,
};
for (const [place, mutant] of MUTANTS.entries()) {
  const isMeant =
    positionals.length > 0 ? positionals.includes(mutant.name) : mutant.isRare !== true;
  if (!isMeant) continue;
  if (place % count !== index - 1) continue;
  const startedMs = performance.now();
  const line = await huntFor(mutant, settings);
  const seconds = Math.round((performance.now() - startedMs) / 1_000);
  process.stdout.write(`${line}, ${seconds} s\n`);
  if (line.startsWith('FAILED')) process.exitCode = 1;
}
