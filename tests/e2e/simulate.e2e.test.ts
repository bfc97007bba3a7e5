import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseCampaignRecord } from '../../reports/index.ts';
import { onlyRunIn, runCli, startCli, temporaryFolder } from './run-cli.ts';

let out: string;
beforeEach(async () => {
  out = await temporaryFolder();
});
afterEach(() => rm(out, { recursive: true, force: true }));

const SHORT = ['--scale', '0.1', '--rate', '40', '--workers', '1'];

it('keeps the run of a failing seed and prints the command that plays it again', async () => {
  const end = await runCli([
    'simulate',
    'answer-lost',
    ...'--policy retry-new-key --seed 1 --seeds 2 --until-failure'.split(' '),
    ...SHORT,
    '--out',
    out,
  ]);
  expect(end.code).toBe(1);
  expect(end.stdout).toContain('no-double-charge');
  expect(end.stdout).toContain(
    'paydrill simulate answer-lost --seed 1 --seeds 1 --policy retry-new-key --rate 40 --scale 0.1',
  );
  // What it was shrunk to is of the result, with the way to see it again.
  expect(end.stdout).toMatch(/shrunk +to 1 fault and 1 payment/);
  expect(end.stdout).toContain('in the end, order-1-');
  const campaign = await onlyRunIn(out);
  expect(end.stdout).toContain(`paydrill replay ${join(campaign, 'cases')}`);
  const written: unknown = JSON.parse(await readFile(join(campaign, 'campaign.json'), 'utf8'));
  const casePath = join(campaign, 'cases', 'answer-lost-retry-new-key-no-double-charge.yaml');
  expect(parseCampaignRecord(written)).toMatchObject({ record: { firstFailure: { casePath } } });
  expect((await readdir(join(campaign, 'answer-lost-1'))).toSorted()).toEqual([
    'events.ndjson',
    'junit.xml',
    'record.json',
    'report.html',
    'report.md',
  ]);
});

it('refuses a shard that there is not with exit code 2', async () => {
  const end = await runCli(['simulate', 'answer-lost', '--shard', '3/2', '--out', out]);
  expect(end.code).toBe(2);
  expect(end.stderr).toMatch(/--shard must be i\/n .* got "3\/2"/);
});

it('ends with 130 on Ctrl-C and tells what it had found', async () => {
  const cli = startCli([
    'simulate',
    'answer-lost',
    '--seed',
    '1',
    '--seeds',
    '1000',
    ...SHORT,
    '--json',
    '--out',
    out,
  ]);
  await cli.untilSaid(/\d+\/1000 seeds/);
  cli.child.kill('SIGINT');
  const end = await cli.ended;
  expect(end.code).toBe(130);
  const parsed = parseCampaignRecord(JSON.parse(end.stdout));
  if ('problem' in parsed) throw new Error(parsed.problem);
  expect(parsed.record.seeds.played).toBeGreaterThan(0);
  expect(parsed.record.verdict.reasons[0]?.code).toBe('INTERRUPTED');
});
