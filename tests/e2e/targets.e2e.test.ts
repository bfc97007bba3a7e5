import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../harness/core/errors.ts';
import type { RunRecord } from '../../harness/core/record.ts';
import { childrenOf, isAlive, until } from './processes.ts';
import { onlyRunIn, recordOf, runCli, startCli, temporaryFolder } from './run-cli.ts';

// Services of a user's own on real sockets: as modules, as commands, and those that can't be drilled.

const SHORT = '--scale 0.3 --rate 10 --seed 7';
const STRIPE_ALONE = ['--set', 'gateways=["stripe"]'];
const ANSWER_LOST = ['run', 'answer-lost', ...SHORT.split(' '), ...STRIPE_ALONE];
const SHIPPED = 'module:./examples/koa-stripe/server.ts';
const MENDED = 'module:./examples/koa-stripe/server-mended.ts';

let out = '';
beforeEach(async () => {
  out = await temporaryFolder();
});
afterEach(() => rm(out, { recursive: true, force: true }));

const brokenIn = ({ invariants }: RunRecord): readonly string[] =>
  invariants.filter(({ violations }) => violations > 0).map(({ name }) => name);

/** A service that is up at once and pays nobody, with children of its own. */
async function writeService(name: string, before = ''): Promise<string> {
  const path = join(out, name);
  const text = `#!${process.execPath}
    ${before}
    const { HOST, PORT } = process.env;
    require('node:http').createServer((request, response) => {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
    }).listen(PORT, HOST);`;
  await writeFile(path, text);
  await chmod(path, 0o755);
  return path;
}

describe('a service of the shop itself, by module:', () => {
  it('is charged with what it does wrong, and a replay drills it again', async () => {
    const end = await runCli([...ANSWER_LOST, '--target', SHIPPED, '--json', '--out', out]);
    expect(end.code).toBe(EXIT.failed);
    const record = recordOf(end);
    expect(brokenIn(record)).toContain('no-double-charge');
    expect(record.options).toMatchObject({ target: SHIPPED });
    expect(record.replayCommand).toContain(` --target ${SHIPPED} `);

    const runId = (await onlyRunIn(out)).slice(out.length + 1);
    const again = await runCli(['replay', runId, '--json', '--out', out]);
    expect(again.code).toBe(EXIT.failed);
    expect(recordOf(again).options).toMatchObject({ target: SHIPPED });
    const mended = await runCli(['replay', runId, '--target', MENDED, '--json', '--out', out]);
    expect(brokenIn(recordOf(mended))).toEqual([]);
  });

  it('is killed, started again and judged without an audit log', async () => {
    const killed = ['run', 'service-killed', ...SHORT.split(' ')];
    const target = 'module:./examples/express-axios-opossum/server-mended.ts';
    const end = await runCli([...killed, '--target', target, '--json', '--out', out]);
    const record = recordOf(end);
    expect(brokenIn(record)).toEqual([]);
    expect(['held', 'inconclusive']).toContain(record.verdict.outcome);
    const fault = record.faults.find(({ layer }) => layer === 'process');
    expect(fault).toMatchObject({ isProved: true });
    expect(fault?.touchedRequests).toBeGreaterThan(0);
    const unjudged = record.invariants.filter(({ judged }) => !judged);
    expect(unjudged.map(({ name }) => name)).toContain('key-before-call');
    expect(unjudged.filter(({ isMoney }) => isMoney)).toEqual([]);
  });

  it('meets a gateway that is down, though nobody tells of requests that were refused', async () => {
    const outage = ['run', 'provider-outage', ...SHORT.split(' '), ...STRIPE_ALONE];
    const end = await runCli([...outage, '--target', MENDED, '--json', '--out', out]);
    const { faults } = recordOf(end);
    const down = faults.find(({ name }) => name === 'primary-down');
    expect(down).toMatchObject({ isProved: true });
    expect(down?.touchedRequests).toBeGreaterThan(10);
    expect(recordOf(end).verdict.reasons.map(({ code }) => code)).not.toContain(
      'JUDGE_FAULT_UNMET',
    );
  });
});

describe('a program, by command:', () => {
  it('is drilled with the environment of the shell', async () => {
    const command = `command:sh -c 'echo "shop is $SHOP"; exec "${process.execPath}" examples/koa-stripe/server-mended.ts'`;
    const args = [...ANSWER_LOST, '--target', command, '--json', '--out', out];
    const end = await startCli(args, { SHOP: 'open' }).ended;
    const record = recordOf(end);
    expect(brokenIn(record)).toEqual([]);
    expect(['held', 'inconclusive']).toContain(record.verdict.outcome);
    const folder = await onlyRunIn(out);
    expect(await readFile(join(folder, 'logs', 'target.log'), 'utf8')).toContain('shop is open');
  });

  it('leaves nothing behind when the harness is killed, its children included', async () => {
    const child = `console.error('child', require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)']).pid);`;
    const command = `command:${await writeService('shop', child)}`;
    const cli = startCli([...ANSWER_LOST, '--target', command, '--out', join(out, 'runs')]);
    await cli.untilSaid(/fault answers-reset armed/);
    const rig = childrenOf(cli.child.pid ?? 0);
    const log = join(await onlyRunIn(join(out, 'runs')), 'logs', 'target.log');
    const pid = Number(/child (\d+)/.exec(await readFile(log, 'utf8'))?.[1]);
    const all = [...rig.map((each) => each.pid), pid];
    expect(all).toHaveLength(6);
    expect(all.every(isAlive)).toBe(true);
    cli.child.kill('SIGKILL');
    await until('everything is gone', () => !all.some(isAlive), 10_000);
  });

  it('is named with its last words when it dies, and ends the run at once with 3', async () => {
    const dies = `process.on('SIGUSR2', () => { console.log('out of coins'); process.exit(9); });`;
    const command = `command:${await writeService('shop', dies)}`;
    const cli = startCli([...ANSWER_LOST, '--target', command, '--out', join(out, 'runs')]);
    await cli.untilSaid(/fault answers-reset armed/);
    const target = childrenOf(cli.child.pid ?? 0).find((each) => each.command.includes('/shop'));
    process.kill(target?.pid ?? 0, 'SIGUSR2');
    const end = await cli.ended;
    expect(end.code).toBe(EXIT.rigError);
    expect(end.stdout).toContain('LIVE_PROCESS_DIED');
    expect(end.stdout).toMatch(/exit code 9[^]*out of coins/);
  });
});

const FORGETS_NOTHING = `
  require('node:http').createServer((request, response) => {
    response.end('{"status":"not-charged","reason":"declined"}');
  }).listen(process.env.PORT, process.env.HOST);
  return;`;

describe('a service that can not be drilled ends the run with 3 before anybody pays', () => {
  it.each([
    [
      'dies at once',
      `console.error('no licence'); process.exit(4);`,
      'LIVE_PROCESS_DIED',
      'no licence',
    ],
    [
      'never listens',
      `console.error('no licence'); setInterval(() => {}, 1e6); return;`,
      'LIVE_TARGET_SILENT',
      'no licence',
    ],
    [
      'keeps payments of an earlier drill',
      FORGETS_NOTHING,
      'LIVE_TARGET_REMEMBERS',
      'order-7-00000',
    ],
  ])('when it %s', async (_, before, code, told) => {
    const command = `command:${await writeService('shop', before)}`;
    const runs = join(out, 'runs');
    const end = await runCli([...ANSWER_LOST, '--target', command, '--json', '--out', runs]);
    expect(end.code).toBe(EXIT.rigError);
    const { verdict, options, load } = recordOf(end);
    expect(verdict.reasons[0]?.code).toBe(code);
    expect(verdict.reasons[0]?.message).toContain(told);
    expect(options).toMatchObject({ target: command });
    expect(load.completedIterations).toBe(0);
  });
});
