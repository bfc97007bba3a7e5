import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../harness/core/errors.ts';
import { runCli, startCli, temporaryFolder } from './run-cli.ts';

let folder = '';
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a wrong use', () => {
  it.each([
    [['run', 'provider-outag'], 'CONFIG_UNKNOWN_SCENARIO', 'provider-outage'],
    [['run', 'provider-outage', '--policy', 'resilent'], 'CONFIG_UNKNOWN_POLICY', 'resilient'],
    [['run', 'provider-outage', '--seed', '1.5'], 'CONFIG_INVALID_VALUE', '1.5'],
    [['run', 'provider-outage', '--rate', '-3'], 'CONFIG_INVALID_VALUE', '-3'],
    [['run', 'provider-outage', '--scale', '0'], 'CONFIG_INVALID_VALUE', '0'],
    [['run', 'provider-outage', '--set', 'timeline.faltMs=1s'], 'CONFIG_UNKNOWN_KEY', 'faultMs'],
    [['run', 'provider-outage', '--set', 'nonsense'], 'CONFIG_SET_MALFORMED', 'nonsense'],
    [['run', 'provider-outage', '--target', 'server.js'], 'CONFIG_TARGET_MALFORMED', 'module:./'],
    [['simulate', 'answer-lost', '--target', 'server.js'], 'CONFIG_TARGET_MALFORMED', 'module:./'],
    [
      ['run', 'provider-outage', '--target', 'module:./no.js'],
      'CONFIG_TARGET_MISSING',
      'directory',
    ],
    [['explain', 'CONFIG_UNKNOWN_SCENARI'], 'CLI_UNKNOWN_CODE', 'CONFIG_UNKNOWN_SCENARIO'],
    [['list', 'scenarois'], 'CLI_USAGE', 'scenarios'],
    [['report', '/nowhere/at/all'], 'REPORT_NO_RECORD', '/nowhere/at/all'],
    [['abort', 'no-such-run'], 'CLI_RUN_NOT_FOUND', 'no-such-run'],
    [['abort', 'any', '--wait', 'abc'], 'CLI_USAGE', 'abc'],
  ])('%j ends with 2, its code and a hint', async (args, code, hint) => {
    const end = await runCli(args);
    expect(end.stderr).toContain(code);
    expect(end.stderr).toContain(hint);
    expect(end.stderr).toContain('What to do:');
    expect(end).toMatchObject({ code: EXIT.usage, stdout: '' });
  });

  it('of an unknown option or command ends with 2 and names the nearest', async () => {
    const option = await runCli(['run', 'provider-outage', '--polici', 'x']);
    expect(option).toMatchObject({ code: EXIT.usage });
    expect(option.stderr).toContain('--policy');
    const command = await runCli(['rnu', 'provider-outage']);
    expect(command).toMatchObject({ code: EXIT.usage });
    expect(command.stderr).toContain('run');
  });

  it('of a scenario with a live key is refused before anything starts', async () => {
    const path = join(folder, 'mine.yaml');
    await writeFile(path, 'name: mine\nhypothesis: sk_live_abcdefghijklmnop\ngateways: [stripe]\n');
    const end = await runCli(['run', path, '--out', folder]);
    expect(end.stderr).toContain('CONFIG_LIVE_KEY');
    expect(end.stderr).not.toContain('sk_live_abcdefghijklmnop');
    expect(end.code).toBe(EXIT.usage);
  });

  it('of a TypeScript scenario with type errors is refused before anything starts', async () => {
    const path = join(folder, 'mine.ts');
    await writeFile(path, `const rate: number = 'fast';\nexport default { name: 'mine', rate };\n`);
    const end = await runCli(['run', path, '--out', folder]);
    expect(end.stderr).toContain('CONFIG_TYPE_ERROR');
    expect(end.code).toBe(EXIT.usage);
  });
});

describe('a broken set-up', () => {
  it('ends with 3 when the named k6 is none', async () => {
    const end = await runCli(['run', 'provider-outage', '--k6', '/bin/true', '--out', folder]);
    expect(end.stdout).toContain('LIVE_BINARY_UNUSABLE');
    expect(end.stdout).toContain('leave it out so that paydrill finds one');
    expect(end.code).toBe(EXIT.rigError);
  });

  it('still tells its verdict when the disk is full, and ends with 3', async () => {
    // A folder where a file must go does what a full disk does, without the rights to mount one.
    const cli = startCli(['run', 'provider-outage', '--k6', '/bin/true', '--out', folder]);
    const [, runId = ''] = await cli.untilSaid(/run (\S+)/);
    await mkdir(join(folder, runId, 'events.ndjson'), { recursive: true });
    const end = await cli.ended;
    expect(end.stdout).toContain('RIG ERROR');
    expect(end.stdout).toContain('REPORT_CANNOT_WRITE');
    expect(end.code).toBe(EXIT.rigError);
  });

  it('ends with 3 when the output folder cannot be made', async () => {
    await writeFile(join(folder, 'taken'), '');
    const end = await runCli(['run', 'provider-outage', '--out', join(folder, 'taken')]);
    expect(end.stderr).toContain('CLI_OUT_UNUSABLE');
    expect(end.code).toBe(EXIT.rigError);
  });
});

describe('a command that nobody reads', () => {
  it.each(['stdout', 'stderr'] as const)('keeps its exit code when %s is closed', async (name) => {
    const cli = startCli(['list', 'scenarois']);
    cli.child[name]?.destroy();
    expect((await cli.ended).code).toBe(EXIT.usage);
  });
});

describe('an abort that nobody hears', () => {
  it('ends with 3 and says which process to end by hand', async () => {
    await mkdir(join(folder, 'deaf'));
    await writeFile(join(folder, 'deaf', 'running.json'), JSON.stringify({ pid: process.pid }));
    const end = await runCli(['abort', 'deaf', '--out', folder, '--wait', '0.2']);
    expect(end.stderr).toContain('CLI_ABORT_UNHEARD');
    expect(end.stderr).toContain(String(process.pid));
    expect(end.code).toBe(EXIT.rigError);
  });
});

describe('what can be looked up', () => {
  it('explains every code that it lists', async () => {
    const list = await runCli(['explain']);
    expect(list.code).toBe(EXIT.held);
    const one = await runCli(['explain', 'CONFIG_UNKNOWN_SCENARIO']);
    expect(one.stdout).toContain('What to do');
  });

  it('lists scenarios, policies and faults, and shows each as it is resolved', async () => {
    for (const what of ['scenarios', 'policies', 'faults']) {
      const { stdout, code } = await runCli(['list', what, '--json']);
      expect(code).toBe(EXIT.held);
      expect((JSON.parse(stdout) as unknown[]).length).toBeGreaterThan(6);
    }
    expect((await runCli(['show', 'provider-outage'])).stdout).toContain('hypothesis:');
    expect((await runCli(['show', 'resilient'])).stdout).toContain('deadlineMs: 2000');
  });

  it('begins a scenario of your own that is valid as it stands, and never overwrites one', async () => {
    const path = join(folder, 'mine.yaml');
    expect((await runCli(['init', path])).code).toBe(EXIT.held);
    expect((await runCli(['validate', path])).code).toBe(EXIT.held);
    expect((await runCli(['init', path])).code).toBe(EXIT.usage);
  });

  it('tells with doctor what would be used', async () => {
    await mkdir(join(folder, 'out'));
    const { stdout, code } = await runCli(['doctor', '--json', '--out', join(folder, 'out')]);
    const report = JSON.parse(stdout) as { isFit: boolean; binaries: readonly unknown[] };
    expect(report.binaries).toHaveLength(2);
    expect(code).toBe(report.isFit ? EXIT.held : EXIT.rigError);
  });
});
