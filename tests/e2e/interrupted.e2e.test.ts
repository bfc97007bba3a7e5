import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../harness/core/errors.ts';
import { readRecord } from '../../reports/index.ts';
import { childrenOf, isAlive, until } from './processes.ts';
import { onlyRunIn, runCli, startCli, temporaryFolder } from './run-cli.ts';

// The fault of this scenario is on for long enough to be caught in the act.
const ARGS = ['run', 'provider-outage', '--scale', '0.5', '--rate', '10', '--seed', '3'];

const WRAPPER = fileURLToPath(new URL('../../bin/paydrill.js', import.meta.url));

function isOlderNode(path: string): boolean {
  if (!existsSync(path)) return false;
  return Number(/^v(\d+)/.exec(execFileSync(path, ['--version'], { encoding: 'utf8' }))?.[1]) < 24;
}

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
  it.each([
    ['while its programs are looked for', /^seed/m],
    ['while its rig comes up', /toxiproxy [\d.]+/],
  ])('%s is aborted with 130 and a record', async (_, moment) => {
    const cli = startCli([...ARGS, '--out', out]);
    await cli.untilSaid(moment);
    cli.child.kill('SIGINT');
    const end = await cli.ended;
    expect(end.stderr).not.toContain('CLI_BUG');
    expect(end.code).toBe(EXIT.interrupted);
    const record = await readRecord(await onlyRunIn(out));
    expect(record.verdict).toMatchObject({
      outcome: 'aborted',
      reasons: [{ code: 'INTERRUPTED' }],
    });
  });

  it('ends at once on a second Ctrl-C, and its watchdog cleans up', async () => {
    const { child, ended, children } = await startAndBreak();
    // A load that does not end when asked: otherwise an orderly stop may be over first.
    const load = children.find(({ command }) => command.includes('k6'));
    if (load !== undefined) process.kill(load.pid, 'SIGSTOP');
    // A press that comes too soon counts as the first; these go on until one is the second.
    const again = setInterval(() => child.kill('SIGINT'), 40);
    const { code, stderr } = await ended;
    clearInterval(again);
    expect(stderr).toContain('stopped at once');
    expect(code).toBe(EXIT.interrupted);
    await until('everything is gone', () => children.every(({ pid }) => !isAlive(pid)), 10_000);
  });

  it('leaves nothing behind when the wrapper for older Nodes is killed', async () => {
    const older = ['/usr/local/bin/node', '/usr/bin/node'].find(isOlderNode);
    if (older === undefined) {
      process.stdout.write('skipped: the wrapper, because no older Node is installed\n');
      return;
    }
    const cli = startCli([...ARGS, '--out', out], {}, [older, WRAPPER]);
    await cli.untilSaid(/fault primary-down armed/);
    const [command] = childrenOf(cli.child.pid ?? 0);
    if (command === undefined) throw new Error('the wrapper has no child');
    const rig = childrenOf(command.pid);
    cli.child.kill('SIGKILL');
    await until(
      'everything is gone',
      () => [command, ...rig].every(({ pid }) => !isAlive(pid)),
      10_000,
    );
  });

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

  it('notices that a part of the rig was paused, keeps its evidence, and names it with exit 3', async () => {
    const { ended, children } = await startAndBreak();
    const gateways = children.find(({ command }) => command.includes('mocks/main'));
    if (gateways === undefined) throw new Error('there are no gateways');
    const pausedMs = performance.now();
    process.kill(gateways.pid, 'SIGSTOP');
    const { code, stdout } = await ended;
    expect(code).toBe(EXIT.rigError);
    expect(stdout).toMatch(/LIVE_PROCESS_SILENT|DRILL_CONTROL_SILENT/);
    expect(stdout).not.toContain('DRILL_COLLECTION_FAILED');
    expect(performance.now() - pausedMs).toBeLessThan(20_000);
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
