import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findTarget } from '../../config/index.ts';
import { findFreePort, type SupervisedProcess } from '../processes/index.ts';
import { startTargetProcess } from './target-process.ts';

/** Tells its environment and its arguments, and listens where it is told. */
const TELLS = `
  console.log(JSON.stringify({ env: process.env, args: process.argv.slice(2) }));
  require('node:http').createServer((request, response) => response.writeHead(404).end())
    .listen(process.env.PORT, process.env.HOST);`;

const OURS = { STRIPE_BASE_URL: 'http://127.0.0.1:1', PAYDRILL_SEED: '7' };

let folder = '';
let started: SupervisedProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'target-process-'));
});
afterEach(async () => {
  await started?.kill();
  await rm(folder, { recursive: true, force: true });
});

async function start(target: string, environment: Readonly<Record<string, string>>) {
  const port = await findFreePort();
  const found = await findTarget(target, environment);
  const guard = { addGroup: () => {}, removeGroup: () => {} };
  const onDeath = (): void => {};
  started = await startTargetProcess({
    found,
    port,
    environment: OURS,
    logDirectory: folder,
    guard,
    onDeath,
  });
  const told: unknown = JSON.parse(started.tail()[0] ?? '');
  return { told, env: { ...OURS, HOST: '127.0.0.1', PORT: String(port) } };
}

it('a module finds in its environment what docs/targets.md lists, and nothing else', async () => {
  const path = join(folder, 'mine.cjs');
  await writeFile(path, TELLS);
  const { told, env } = await start(`module:${path}`, { PATH: '/bin', MINE: '1' });
  expect(told).toEqual({ env, args: [] });
});

it('a command finds the environment of the shell, and ours in front of it', async () => {
  const path = join(folder, 'mine');
  await writeFile(path, `#!${process.execPath}\n${TELLS}`);
  await chmod(path, 0o755);
  const shell = { PATH: `${folder}:/bin`, JAVA_HOME: '/jdk', PORT: '3000', STRIPE_BASE_URL: 'x' };
  const { told, env } = await start(`command:mine --mode 'a b'`, shell);
  expect(told).toEqual({ env: { ...shell, ...env }, args: ['--mode', 'a b'] });
});
