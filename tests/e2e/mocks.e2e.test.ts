import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../harness/core/errors.ts';
import { runCli, startCli, temporaryFolder, type RunningCli } from './run-cli.ts';

let folder = '';
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Ready {
  readonly gateways: readonly { readonly name: string; readonly baseUrl: string }[];
  readonly control: { readonly url: string; readonly token: string };
  readonly seed: number;
}

/** Starts them on free ports and waits for their line. */
async function start(...flags: readonly string[]): Promise<{ cli: RunningCli; ready: Ready }> {
  const cli = startCli(['mocks', '--port-base', '0', '--json', ...flags]);
  if (cli.child.stdout === null) throw new Error('no stdout');
  const lines = createInterface({ input: cli.child.stdout });
  const ended = cli.ended.then(({ stderr }) => Promise.reject(new Error(stderr)));
  const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string];
  ended.catch(() => undefined);
  return { cli, ready: JSON.parse(line) as Ready };
}

describe('paydrill mocks', () => {
  it('prints one document with everything, and ends well at Ctrl-C', async () => {
    const env = join(folder, '.env');
    const { cli, ready } = await start('--only', 'stripe,paypal', '--write-env', env);
    expect(ready.gateways.map(({ name }) => name)).toEqual(['stripe', 'paypal']);
    const answer = await fetch(`${ready.control.url}/status`, {
      headers: { authorization: `Bearer ${ready.control.token}` },
    });
    expect(answer.status).toBe(200);
    expect((await fetch(`${ready.control.url}/`)).headers.get('content-type')).toContain('html');
    expect(await readFile(env, 'utf8')).toMatch(/^STRIPE_BASE_URL='http:[^]*PAYPAL_CLIENT_ID='/);
    cli.child.kill('SIGINT');
    const end = await cli.ended;
    expect(end).toMatchObject({ code: EXIT.held, stderr: '' });
    expect(end.stdout.trimEnd().split('\n')).toHaveLength(1);
  });

  it('prints a line a gateway and how to point its SDK', async () => {
    const cli = startCli(['mocks', '--only', 'stripe', '--port-base', '0']);
    await cli.untilSaid(/Ctrl-C ends them/);
    cli.child.kill('SIGTERM');
    const { stdout, stderr, code } = await cli.ended;
    expect(stdout).toMatch(
      /^stripe {2}http:\/\/127\.0\.0\.1:\d+ {2}STRIPE_SECRET_KEY=sk_test_\w+ {2}STRIPE_WEBHOOK_SECRET=\w+ {2}control=http:\S+\n$/,
    );
    expect(stderr).toContain('new Stripe(process.env.STRIPE_SECRET_KEY, {');
    expect(stderr).toMatch(/Page +http:\/\/127\.0\.0\.1:\d+\/#token=/);
    expect(code).toBe(EXIT.held);
  });

  it('keeps its state and its seed over a restart, and records', async () => {
    const flags = ['--only', 'stripe', '--state', join(folder, 'state.sqlite')];
    const record = join(folder, 'faults.yaml');
    const first = await start(...flags, '--seed', '42', '--record', record);
    await fetch(`${first.ready.control.url}/faults`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${first.ready.control.token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ name: 'gone', gateway: 'stripe', fault: 'hang' }),
    });
    first.cli.child.kill('SIGINT');
    await first.cli.ended;
    const second = await start(...flags, '--replay', record);
    expect(second.ready.seed).toBe(42);
    await second.cli.untilSaid(/replaying 1 steps/);
    second.cli.child.kill('SIGINT');
    expect((await second.cli.ended).code).toBe(EXIT.held);
    const other = await runCli(['mocks', ...flags, '--seed', '43']);
    expect(other.stderr).toContain('STATE_OTHER_SEED');
    const faults = await runCli(['mocks', 'scenario-faults', record]);
    expect(faults.stdout).toContain('layer: gateway');
  });

  it('ends with 3 and a hint when a port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const end = await runCli([
      'mocks',
      '--only',
      'stripe',
      '--port-base',
      '0',
      '--port',
      `stripe=${port}`,
    ]);
    taken.close();
    expect(end).toMatchObject({ code: EXIT.rigError, stdout: '' });
    expect(end.stderr).toContain('MOCKS_PORT_UNUSABLE');
    expect(end.stderr).toContain('--port');
  });

  it.each([
    [['--only', 'strip'], 'MOCKS_GATEWAY_UNKNOWN', 'stripe'],
    [['--port', 'strip=1'], 'MOCKS_GATEWAY_UNKNOWN', 'stripe'],
    [['--port', 'stripe'], 'CLI_USAGE', 'name=value'],
    [['--port-base', 'x'], 'CLI_USAGE', '--port-base'],
    [['--seed', '-1'], 'CLI_USAGE', '--seed'],
    [['--webhooks', 'stripe'], 'CLI_USAGE', '--webhooks'],
    [['--webhooks', 'http://a', '--webhooks', 'http://b'], 'CLI_USAGE', '--webhooks'],
    [['--replay', '/nowhere.yaml'], 'SCRIPT_UNREADABLE', '/nowhere.yaml'],
  ])('with %j ends with 2, its code and a hint', async (flags, code, about) => {
    const end = await runCli(['mocks', '--port-base', '0', ...flags]);
    expect(end).toMatchObject({ code: EXIT.usage, stdout: '' });
    expect(end.stderr).toContain(code);
    expect(end.stderr).toContain(about);
  });

  it('ends with 3 when the file of its credentials cannot be written', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const env = join(file, '.env');
    const end = await runCli(['mocks', '--only', 'stripe', '--port-base', '0', '--write-env', env]);
    expect(end.stderr).toContain('CLI_FILE_UNWRITABLE');
    expect(end.code).toBe(EXIT.rigError);
  });
});
