import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PaydrillError } from '../../core/errors.ts';
import { liveError } from '../errors.ts';
import { findFreePort } from './free-port.ts';
import type { SupervisedProcess } from './process-spec.ts';
import { startServer } from './start-server.ts';
import { errorOf } from './error-of.fixture.ts';
import { poll } from './wait.ts';

const FOREVER = 'setInterval(() => {}, 1e6);';
/** Answers what it is told to, one status after the other, and logs what it answered. */
const SERVER = `
  const answers = process.env.ANSWERS.split(',').map(Number);
  require('node:http').createServer((request, response) => {
    const status = answers.length > 1 ? answers.shift() : answers[0];
    console.log('said', status);
    response.writeHead(status, { location: '/elsewhere' }).end('text');
  }).listen(Number(process.env.PORT), '127.0.0.1');`;

let logDirectory: string;
let started: SupervisedProcess | undefined;
let foreign: Server | undefined;
beforeEach(async () => {
  logDirectory = await mkdtemp(join(tmpdir(), 'server-test-'));
});
afterEach(async () => {
  await started?.kill();
  foreign?.close();
  await rm(logDirectory, { recursive: true, force: true });
});

interface Told {
  readonly answers?: string;
  readonly port?: number;
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  readonly onDeath?: (error: PaydrillError) => void;
}

async function start(script: string, told: Told = {}): Promise<SupervisedProcess> {
  const { answers = '200', deadlineMs = 10_000, signal } = told;
  const port = told.port ?? (await findFreePort());
  started = await startServer(
    {
      name: 'target',
      command: process.execPath,
      args: ['-e', script],
      env: { PORT: String(port), ANSWERS: answers },
      logDirectory,
      ...(told.onDeath === undefined ? {} : { onDeath: told.onDeath }),
    },
    'command:mine',
    `http://127.0.0.1:${port}/health`,
    { deadlineMs, signal },
  );
  return started;
}

describe('a server that knows nothing of its supervisor', () => {
  it.each(['200', '404', '302', '401'])('is ready when it answers %s', async (answers) => {
    const child = await start(SERVER, { answers });
    expect(child.isRunning()).toBe(true);
    expect(child.tail()).toEqual([`said ${answers}`]);
  });

  it('is not ready while it says so', async () => {
    const child = await start(SERVER, { answers: '503,500,204' });
    expect(child.tail()).toEqual(['said 503', 'said 500', 'said 204']);
  });

  it('is given up when it never listens, with what it printed last', async () => {
    const error = await errorOf(
      start(`console.log('waiting for a licence'); ${FOREVER}`, { deadlineMs: 600 }),
    );
    expect(error).toMatchObject({ code: 'LIVE_TARGET_SILENT', exitCode: 3 });
    expect(error.message).toMatch(/command:mine .* within 600 ms \(no answer\)/);
    expect(error.message).toContain('waiting for a licence');
    expect(error.hint).toContain('HOST and PORT');
  });

  it('is given up when it never says that it is ready, with its last answer', async () => {
    const error = await errorOf(start(SERVER, { answers: '503', deadlineMs: 900 }));
    expect(error.message).toContain('(its last answer was 503)');
  });

  it('is given up as soon as it dies, whoever else answers at its port', async () => {
    foreign = createServer((_, response) => void response.writeHead(503).end());
    await new Promise<void>((resolve) => foreign?.listen(0, '127.0.0.1', resolve));
    const { port } = foreign.address() as AddressInfo;
    const startedAt = performance.now();
    const deaths: unknown[] = [];
    const error = await errorOf(
      start(`console.error('EADDRINUSE'); process.exit(7)`, {
        port,
        onDeath: (death) => deaths.push(death),
      }),
    );
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(error).toMatchObject({ code: 'LIVE_PROCESS_DIED', exitCode: 3 });
    expect(error.message).toMatch(/exit code 7.*\nEADDRINUSE/s);
    expect(deaths).toEqual([]);
  });

  it('is told of when it dies later', async () => {
    const died = Promise.withResolvers<PaydrillError>();
    const { pid } = await start(SERVER, { onDeath: died.resolve });
    process.kill(pid, 'SIGKILL');
    const { code, message } = await died.promise;
    expect(code).toBe('LIVE_PROCESS_DIED');
    expect(message).toContain('said 200');
  });

  it('is ended when nobody waits for it any more', async () => {
    const stop = new AbortController();
    const starting = errorOf(
      start(`console.log(process.pid); ${FOREVER}`, { signal: stop.signal }),
    );
    const log = join(logDirectory, 'target.log');
    const pid = await poll(
      async () => Number(await readFile(log, 'utf8').catch(() => '')) || undefined,
      { deadlineMs: 10_000 },
    );
    stop.abort(liveError('LIVE_K6_ENDED', { reason: 'a test', lines: '', log }));
    expect((await starting).code).toBe('LIVE_K6_ENDED');
    expect(() => process.kill(pid ?? 0, 0)).toThrow('ESRCH');
  });
});
