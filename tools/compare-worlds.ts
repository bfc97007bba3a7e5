// Plays every live run that the matrix kept again in virtual time, with its seed, and compares: verdict, broken
// invariants, orders, fault draws, goodput and retry amplification under fault. Ends with 1 when a cell differs.
//
//   npm run matrix -- --keep runs/matrix && node tools/compare-worlds.ts runs/matrix --write runs/worlds.md
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseSeed } from '../harness/core/ids.ts';
import { planDrill } from '../harness/drill/plan-drill.ts';
import { readSimulatedRun } from '../harness/simulator/cases/read-simulated-run.ts';
import { createSimulatorThread, simulateOnce } from '../harness/simulator/index.ts';
import { brokenIn, compareRuns, type Comparison } from '../tests/agreement/compare-runs.ts';
import type { Equivalence } from '../tests/agreement/equivalence.ts';
import { readRun, type PlayedRun } from '../tests/agreement/read-run.ts';

/** A race may end either way in a live run: then some other seed must end as it did. */
const OTHER_SEEDS = 8;

const { values, positionals } = parseArgs({
  options: { write: { type: 'string' } },
  allowPositionals: true,
});
const [folder] = positionals;
if (folder === undefined) {
  process.stderr.write('name the folder that "npm run matrix -- --keep <folder>" wrote\n');
  process.exit(2);
}

const names = (await readdir(folder)).toSorted();
// Goodput and amplification of each.
const comparisons = 2 * names.length;
const rows: string[] = [];
let differing = 0;
await using thread = createSimulatorThread();
for (const name of names) {
  const live = await readRun(join(folder, name));
  const run = readSimulatedRun(live.record);
  if (run === null) throw new TypeError(`${name}: the record does not say what was played`);
  const { scenario, seed } = run;
  const play = async (played: number): Promise<PlayedRun> =>
    simulateOnce({ ...run, seed: parseSeed(played) }, { thread });
  const { orders } = await planDrill(scenario, seed);
  const simulated = await play(seed);
  const comparison = compareRuns(scenario, orders, live, simulated, comparisons);
  const isSame = comparison.isSameVerdict && comparison.isSameBroken;
  const reached = isSame ? 'same' : await findSeedLike(live, seed, play);
  const row = rowOf(live, simulated, reached, comparison);
  if (!row.isAgreeing) differing += 1;
  process.stdout.write(`${row.cells.join('  ')}\n`);
  rows.push(`| ${row.cells.join(' | ')} |`);
}

if (values.write !== undefined) await writeFile(values.write, tableOf(rows));
process.stdout.write(`${rows.length - differing} agree, ${differing} differ\n`);
process.exitCode = differing === 0 ? 0 : 1;

async function findSeedLike(
  { record }: PlayedRun,
  seed: number,
  play: (seed: number) => Promise<PlayedRun>,
): Promise<string> {
  for (let other = 1; other <= OTHER_SEEDS; other += 1) {
    const { record: found } = await play(seed + other);
    const isLike =
      found.verdict.outcome === record.verdict.outcome &&
      String(brokenIn(found)) === String(brokenIn(record));
    if (isLike) return `as seed ${seed + other}`;
  }
  return 'differs';
}

function rowOf(
  live: PlayedRun,
  simulated: PlayedRun,
  reached: string,
  { areOrdersSame, draws, goodput, amplification }: Comparison,
): { readonly isAgreeing: boolean; readonly cells: readonly string[] } {
  const isAgreeing =
    reached !== 'differs' &&
    areOrdersSame &&
    draws.different === 0 &&
    goodput?.isEquivalent !== false &&
    amplification?.isEquivalent !== false;
  const { record } = live;
  return {
    isAgreeing,
    cells: [
      isAgreeing ? 'agrees' : 'DIFFERS',
      record.scenario,
      record.policy,
      ending(live),
      ending(simulated),
      reached,
      areOrdersSame ? 'same' : 'DIFFER',
      `${draws.compared - draws.different} of ${draws.compared}`,
      percent(goodput),
      ratio(amplification),
    ],
  };
}

function ending({ record }: PlayedRun): string {
  const broken = brokenIn(record);
  return broken.length === 0
    ? record.verdict.outcome
    : `${record.verdict.outcome}: ${broken.join(', ')}`;
}

function mark({ isEquivalent }: Equivalence): string {
  return isEquivalent ? '' : ' !';
}

function percent(test: Equivalence | null): string {
  if (test === null) return '';
  const text = (value: number): string => (100 * value).toFixed(1);
  const [low, high] = test.interval;
  return `${text(test.difference)} [${text(low)}, ${text(high)}]${mark(test)}`;
}

function ratio(test: Equivalence | null): string {
  if (test === null) return '';
  const text = (value: number): string => Math.exp(value).toFixed(2);
  const [low, high] = test.interval;
  return `${text(test.difference)} [${text(low)}, ${text(high)}]${mark(test)}`;
}

function tableOf(lines: readonly string[]): string {
  return `| | scenario | policy | live | simulated | verdict and broken | orders | same draws | goodput, live - simulated, points | amplification, live / simulated |
|---|---|---|---|---|---|---|--:|--:|--:|
${lines.join('\n')}
`;
}
