import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseWatchdogMessage } from './watchdog-protocol.ts';
import { startWatchdog } from './watchdog.ts';
import { poll } from './wait.ts';

const DOOMED = fileURLToPath(new URL('./fixtures/doomed-harness.ts', import.meta.url));

let directory: string;
let temporary: string;
const requests: { what: string; token: string | undefined; aliveThen: boolean }[] = [];
let pids: readonly number[] = [];
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const faults = createServer((request, response) => {
  requests.push({
    what: `${request.method} ${request.url}`,
    token: request.headers.authorization,
    aliveThen: pids.every(isAlive),
  });
  response.writeHead(204).end();
});

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'watchdog-test-'));
  temporary = await mkdtemp(join(directory, 'paydrill-'));
  requests.length = 0;
  faults.listen(0, '127.0.0.1');
  await once(faults, 'listening');
});

afterEach(async () => {
  for (const pid of pids) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  faults.closeAllConnections();
  faults.close();
  await rm(directory, { recursive: true, force: true });
});

async function startDoomed(...more: string[]) {
  const address = faults.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const options = {
    logDirectory: directory,
    temporary,
    faultsUrl: `http://127.0.0.1:${port}`,
  };
  const child = spawn(process.execPath, [DOOMED, JSON.stringify(options), ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const started = JSON.parse(line) as { pids: readonly number[]; watchdog: number };
  pids = started.pids;
  return { child, ...started };
}

const gone = (all: readonly number[]) =>
  poll(() => (all.some(isAlive) ? undefined : true), { deadlineMs: 8_000 });

test('clears the faults and ends every group when the harness is killed', async () => {
  const { child, watchdog } = await startDoomed();
  expect(pids.every(isAlive)).toBe(true);

  child.kill('SIGKILL');

  expect(await gone([...pids, watchdog])).toBe(true);
  expect(requests.map(({ what }) => what).sort()).toEqual(['DELETE /faults', 'POST /reset']);
  expect(requests.find(({ what }) => what.startsWith('DELETE'))?.token).toBe('Bearer secret');
  expect(requests.map(({ aliveThen }) => aliveThen)).toEqual([true, true]);
  expect(existsSync(temporary)).toBe(false);
});

test('leaves everything alone when the harness says goodbye', async () => {
  const { child, watchdog } = await startDoomed('leave');
  await once(child, 'exit');

  expect(await gone([watchdog])).toBe(true);
  expect(requests).toEqual([]);
  expect(pids.every(isAlive)).toBe(true);
  expect(existsSync(temporary)).toBe(true);
});

test('tells when the watchdog itself dies', async () => {
  const died = Promise.withResolvers<string>();
  await using watchdog = await startWatchdog({
    logDirectory: directory,
    deadlineMs: 10_000,
    onDeath: ({ code }) => died.resolve(code),
  });
  process.kill(watchdog.pid, 'SIGKILL');
  expect(await died.promise).toBe('LIVE_PROCESS_DIED');
});

test.each([
  '{"kind":"add-group","group":1}',
  '{"kind":"add-group","group":"77"}',
  '{"kind":"add-group","gro',
  '{"kind":"sing"}',
  'null',
])('ignores the line %s', (line) => {
  expect(parseWatchdogMessage(line)).toBeNull();
});
