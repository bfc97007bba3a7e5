import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../harness/core/errors.ts';
import { readRecord } from '../../reports/index.ts';
import { childrenOf, isAlive, until } from './processes.ts';
import { onlyRunIn, runCli, startCli, temporaryFolder } from './run-cli.ts';

// The fault of this scenario is on for long enough to be caught in the act.
const ARGS = ['run', 'provider-outage', '--scale', '0.5', '--rate', '10', '--seed', '3'];

let out = '';
beforeEach(async () => {
  out = await temporaryFolder();
});
afterEach(() => rm(out, { recursive: true, force: true }));

const startAndBreak = async () => {
  const cli = startCli([...ARGS, '--out', out]);
  await cli.untilSaid(/fault primary-down armed/);
  const { pid } = cli.child;
  if (pid === undefined) throw new Error('it has no process id');
  const children = childrenOf(pid);
  // Watchdog, gateways, Toxiproxy, k6 and target.
  expect(children).toHaveLength(5);
  return { ...cli, pid, children };
};

describe('a run that is ended early', () => {
  it('on Ctrl-C clears faults, ends its processes, keeps the record and exits with 130', async () => {
    const { child, ended, children } = await startAndBreak();
    child.kill('SIGINT');
    const { code } = await ended;
    expect(code).toBe(EXIT.interrupted);
    expect(children.filter(({ pid }) => isAlive(pid))).toEqual([]);
    const record = await readRecord(await onlyRunIn(out));
    expect(record.verdict).toMatchObject({ outcome: 'aborted' });
    expect(record.verdict.reasons[0]).toMatchObject({ code: 'INTERRUPTED' });
  });

  it('leaves nothing behind when the harness itself is killed', async () => {
    const { child, ended, children } = await startAndBreak();
    child.kill('SIGKILL');
    await ended;
    await until('everything is gone', () => children.every(({ pid }) => !isAlive(pid)), 10_000);
  });

  it('notices within a second that a part of the rig died, and names it with exit 3', async () => {
    const { ended, children } = await startAndBreak();
    const gateways = children.find(({ command }) => command.includes('mocks/main'));
    if (gateways === undefined) throw new Error('there are no gateways');
    process.kill(gateways.pid, 'SIGKILL');
    const { code, stdout } = await ended;
    expect(code).toBe(EXIT.rigError);
    expect(stdout).toContain('LIVE_PROCESS_DIED');
    expect(stdout).toContain('gateways');
    expect(children.filter(({ pid }) => isAlive(pid))).toEqual([]);
  });

  it('on abort clears faults first, drains and judges what it saw, and exits with 5', async () => {
    const { ended } = await startAndBreak();
    const folder = await onlyRunIn(out);
    const abort = await runCli(['abort', folder.split('/').at(-1) ?? '', '--out', out]);
    expect(abort.code).toBe(EXIT.held);
    const { code } = await ended;
    expect(code).toBe(EXIT.aborted);
    const record = await readRecord(folder);
    expect(record.verdict.reasons[0]).toMatchObject({ code: 'ABORTED' });
    expect(record.invariants.every((invariant) => invariant.violations === 0)).toBe(true);
    expect(await readFile(join(folder, 'report.html'), 'utf8')).toContain('ABORTED');
  });
});
