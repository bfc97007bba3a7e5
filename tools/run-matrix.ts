// Runs every scenario x policy (or those named) on real k6 and Toxiproxy, compares each verdict and
// the invariants it broke with tests/matrix/expectations.ts, and ends with 1 when one differs.
//
//   npm run matrix
//   npm run matrix -- --scenario answer-lost --policy retry-new-key,resilient --write runs/matrix.md
//   npm run matrix -- --keep runs/matrix   (leaves the runs there, for tools/compare-worlds.ts)
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCell, type CellResult } from '../tests/matrix/run-cell.ts';
import { EXPECTATIONS, judgeCell } from '../tests/matrix/expectations.ts';

const { values } = parseArgs({
  options: {
    scenario: { type: 'string' },
    policy: { type: 'string' },
    write: { type: 'string' },
    keep: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});

const chosen = (given: string | undefined): ((name: string) => boolean) => {
  const names = given?.split(',');
  return (name) => names === undefined || names.includes(name);
};

const isScenario = chosen(values.scenario);
const isPolicy = chosen(values.policy);
const out = values.keep ?? (await mkdtemp(join(tmpdir(), 'paydrill-matrix-')));
const rows: string[] = [];
let wrong = 0;
for (const [scenario, policies] of Object.entries(EXPECTATIONS)) {
  for (const policy of Object.keys(policies)) {
    if (!isScenario(scenario) || !isPolicy(policy)) continue;
    const result = await runCell({
      scenario,
      policy,
      seed: Number(values.seed),
      out,
      isKept: values.keep !== undefined,
    });
    const problems = judgeCell(result);
    if (problems.length > 0) wrong += 1;
    const line = describe(result, problems);
    process.stdout.write(`${line}\n`);
    rows.push(`| ${line.replaceAll(' | ', ' \\| ').split('  ').join(' | ')} |`);
  }
}
if (values.write !== undefined) {
  const head =
    '| | scenario | policy | verdict | broken | goodput under fault | retries |\n|---|---|---|---|---|---|---|';
  await writeFile(values.write, `${head}\n${rows.join('\n')}\n`);
  process.stderr.write(await readFile(values.write, 'utf8'));
}
if (values.keep === undefined) await rm(out, { recursive: true, force: true });
process.stdout.write(`${rows.length - wrong} passed, ${wrong} failed\n`);
process.exitCode = wrong === 0 ? 0 : 1;

function describe(result: CellResult, problems: readonly string[]): string {
  const { scenario, policy, outcome, broken, goodputUnderFault, retryAmplification } = result;
  return [
    problems.length === 0 ? 'as expected' : `WRONG (${problems.join('; ')})`,
    scenario,
    policy,
    outcome,
    broken.join(', ') || 'nothing broken',
    goodputUnderFault === null ? '-' : `${Math.round(goodputUnderFault * 1000) / 10} %`,
    retryAmplification === null ? '-' : `${retryAmplification.toFixed(2)}x`,
  ].join('  ');
}
