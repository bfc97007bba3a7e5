import { mkdtempDisposable, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { EXIT } from '../../harness/core/errors.ts';
import { runCli } from '../../harness/cli/program.ts';
import { loadScenario } from '../../harness/config/index.ts';
import { simulate } from '../../harness/simulator/index.ts';
import { loadCase } from '../../harness/simulator/cases/index.ts';

afterEach(() => {
  process.exitCode = undefined;
});

const SMALL = '--scale 0.3 --rate 10 --seed 7 --seeds 3 --until-failure --workers 1 --quiet';
const SHIPPED = [
  ['koa-stripe', ['--set', 'gateways=["stripe"]']],
  ['express-axios-opossum', []],
] as const;

it.each(SHIPPED)(
  'what %s does wrong is found in three seeds and shrunk to one fault and one payment',
  async (name, options) => {
    await using out = await mkdtempDisposable(join(tmpdir(), 'targets-'));
    const target = `module:examples/${name}/server.ts`;
    const own = ['--target', target, '--out', out.path, ...options];
    await runCli(['simulate', 'answer-lost', ...SMALL.split(' '), ...own], SILENT);
    expect(process.exitCode).toBe(EXIT.failed);
    const [campaign = ''] = await readdir(out.path);
    const cases = join(out.path, campaign, 'cases');
    const file = `answer-lost-${name}-no-double-charge.yaml`;
    expect((await readdir(cases)).toSorted()).toEqual([file, 'live']);
    const live = await readFile(join(cases, 'live', file), 'utf8');
    expect(live).toMatch(new RegExp(`^# paydrill run .* --seed 7 --target ${target}\n`));
    const { run } = await loadCase(join(cases, file));
    expect(run).toMatchObject({ target, orders: { length: 1 } });
    expect(run.scenario.faults).toHaveLength(1);
    expect(await runCli(['replay', join(cases, file)], SILENT)).toBe(EXIT.failed);
  },
  120_000,
);

it.each(SHIPPED)(
  '%s comes to the same events and bytes twice',
  async (name) => {
    const scenario = await loadScenario('answer-lost', { scale: 0.1, ratePerSecond: 20 });
    const target = `module:examples/${name}/server.ts`;
    const record = await simulate({ scenario, target, seeds: 2, checkDeterminism: true });
    const reasons = record.runs.flatMap((run) => run.reasons);
    expect(reasons).not.toContain('SIMULATOR_NOT_DETERMINISTIC');
    expect(record.runs).toHaveLength(2);
  },
  120_000,
);

const SILENT = { result: (): void => {}, log: (): void => {} };
