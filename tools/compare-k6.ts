// Plays one scenario under three ways to run its customers and ends with 1 unless all come to the
// same result: the pinned k6 with our bundle, k6 v1.8.1 with our bundle, and the pinned k6 with a
// bundle made by k6pack, the bundler inside xk6-ts. Needs Go; builds tools/k6-compat once.
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadScenario } from '../harness/config/index.ts';
import { parseRunId, parseSeed } from '../harness/core/ids.ts';
import type { RunRecord } from '../harness/core/record.ts';
import { runDrill } from '../harness/drill/run-drill.ts';
import { planDrill } from '../harness/drill/plan-drill.ts';
import { findBinaries, type Binary } from '../harness/live/binaries/index.ts';
import { entryScript } from '../harness/live/local/load.ts';
import { createLocalWorld } from '../harness/live/local/local-world.ts';

const SEED = parseSeed(1);
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const folder = await mkdtemp(join(tmpdir(), 'paydrill-compat-'));
const compat = fileURLToPath(new URL('./k6-compat', import.meta.url));
say('building k6 v1.8.1 and k6pack');
execFileSync('go', ['build', '-trimpath', '-o', `${folder}/`, 'tool'], {
  cwd: compat,
  stdio: ['ignore', 'inherit', 'inherit'],
});
const packed = join(folder, 'k6pack-bundle.js');
execFileSync(join(folder, 'k6pack'), ['-o', packed, entryScript()], { stdio: 'inherit' });

const pinned = await findBinaries({ onProgress: say });
const old: Pick<Binary, 'path' | 'version'> = { path: join(folder, 'k6'), version: '1.8.1' };
const scenario = await loadScenario('answer-lost', { scale: 0.3, ratePerSecond: 40 });
const plan = await planDrill(scenario, SEED);

const arms = [
  { name: 'k6 2, our bundle', k6: pinned.k6 },
  { name: 'k6 1.8.1, our bundle', k6: old },
  { name: 'k6 2, bundle by k6pack', k6: pinned.k6, bundleFile: packed },
];
const results: Result[] = [];
for (const [index, { name, k6, ...rest }] of arms.entries()) {
  const runFolder = join(folder, `run-${index}`);
  const logDirectory = join(runFolder, 'logs');
  await mkdir(logDirectory, { recursive: true });
  const world = { runFolder, logDirectory, k6, toxiproxy: pinned.toxiproxy, ...rest };
  const { record } = await runDrill({
    plan,
    world: createLocalWorld(world),
    runId: parseRunId(`compare-${index}`),
    versions: {},
    replayCommand: '',
    observe: () => {},
    stop: new AbortController().signal,
  });
  const result = resultOf(record);
  results.push(result);
  process.stdout.write(`${name}: ${result.exact}, offered ${result.offered.join(' + ')}\n`);
}
await rm(folder, { recursive: true, force: true });
const isSame = results.every((result) => isLike(result, results[0]));
process.stdout.write(isSame ? 'same result three times\n' : 'results differ\n');
process.exitCode = isSame ? 0 : 1;

/** What must not depend on the load generator. */
interface Result {
  readonly exact: string;
  /** Payments by phase. */
  readonly offered: readonly number[];
}

function resultOf({ verdict, load, invariants, phases }: RunRecord): Result {
  const broken = invariants.filter(({ violations }) => violations > 0).map(({ name }) => name);
  const offered = phases.map(({ payments }) => payments.offered);
  const exact = JSON.stringify({
    outcome: verdict.outcome,
    broken,
    planned: load.plannedIterations,
    completed: load.completedIterations,
    dropped: load.droppedIterations,
    offered: offered.reduce((sum, count) => sum + count, 0),
  });
  return { exact, offered };
}

/** Who comes on the very border of two phases is in one or the other by a millisecond of k6's. */
function isLike(result: Result, other: Result | undefined): boolean {
  return (
    result.exact === other?.exact &&
    result.offered.every((count, phase) => Math.abs(count - (other.offered[phase] ?? -1)) <= 1)
  );
}
