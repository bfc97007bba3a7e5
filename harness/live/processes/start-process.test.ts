import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PaydrillError } from '../../core/errors.ts';
import type { ProcessSpec, SupervisedProcess } from './process-spec.ts';
import { startProcess } from './start-process.ts';
import { startService } from './start-service.ts';
import { errorOf } from './error-of.fixture.ts';
import { poll } from './wait.ts';

const WAIT = { deadlineMs: 10_000 };
const FOREVER = 'setInterval(() => {}, 1e6);';

let logDirectory: string;
let started: SupervisedProcess[] = [];

beforeEach(async () => {
  logDirectory = await mkdtemp(join(tmpdir(), 'processes-test-'));
});
afterEach(async () => {
  await Promise.all(started.map((process) => process.kill()));
  started = [];
  await rm(logDirectory, { recursive: true, force: true });
});

const specOf = (script: string, more: Partial<ProcessSpec> = {}): ProcessSpec => ({
  name: 'child',
  command: process.execPath,
  args: ['-e', script],
  env: {},
  logDirectory,
  stdout: 'line',
  ...more,
});

async function start(script: string, more: Partial<ProcessSpec> = {}) {
  const child = await startProcess(specOf(script, more));
  started.push(child);
  return child;
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('starting', () => {
  test('gives the first line of stdout, which may carry credentials, and logs only the rest', async () => {
    const child = await start(`console.error('second'); console.log('first'); ${FOREVER}`);
    expect(await child.firstLine(WAIT)).toBe('first');
    await child.stop();
    const log = await readFile(join(logDirectory, 'child.log'), 'utf8');
    expect(log).toContain('second');
    expect(log).not.toContain('first');
  });

  test('hands down nothing of its own environment', async () => {
    const child = await start(`console.log(JSON.stringify(process.env.HOME ?? 'none'))`);
    expect(await child.firstLine(WAIT)).toBe('"none"');
  });

  test('names a command that does not exist', async () => {
    const error = await errorOf(start('', { command: '/nowhere/at-all' }));
    expect(error.code).toBe('LIVE_PROCESS_NOT_STARTED');
    expect(error.message).toContain('ENOENT');
  });

  test('tells the last lines of a process that ends before it is ready', async () => {
    const child = await start(`console.error('no such table'); process.exit(7)`);
    const error = await errorOf(child.firstLine(WAIT));
    expect(error.code).toBe('LIVE_PROCESS_DIED');
    expect(error.message).toContain('exit code 7');
    expect(error.message).toContain('no such table');
  });

  test('gives up on a process that is not ready in time', async () => {
    const child = await start(FOREVER);
    const error = await errorOf(child.firstLine({ deadlineMs: 50 }));
    expect(error.code).toBe('LIVE_PROCESS_NOT_READY');
  });

  test('stops waiting when it is aborted', async () => {
    const child = await start(FOREVER);
    const reason = new Error('interrupted');
    const signal = AbortSignal.abort(reason);
    await expect(child.firstLine({ deadlineMs: 10_000, signal })).rejects.toBe(reason);
  });
});

describe('ending', () => {
  test('notices within a second that a process died, with its last lines', async () => {
    const died = Promise.withResolvers<PaydrillError>();
    const child = await start(`console.error('oh no'); console.log(1); ${FOREVER}`, {
      onDeath: died.resolve,
    });
    await child.firstLine(WAIT);
    const killedAt = performance.now();
    process.kill(child.pid, 'SIGKILL');
    const error = await died.promise;
    expect(performance.now() - killedAt).toBeLessThan(1_000);
    expect(error.code).toBe('LIVE_PROCESS_DIED');
    expect(error.message).toContain('signal SIGKILL');
    expect(error.message).toContain('oh no');
    expect(child.isRunning()).toBe(false);
  });

  test.each(['stop', 'kill'] as const)('%s is no death', async (how) => {
    const deaths: unknown[] = [];
    const child = await start(FOREVER, { onDeath: (error) => deaths.push(error) });
    await child[how]();
    expect((await child.exited).isExpected).toBe(true);
    expect(deaths).toEqual([]);
  });

  test('the end of a process that ends by itself is no death', async () => {
    const child = await start('process.exit(99)', { endsByItself: true });
    expect(await child.exited).toEqual({ code: 99, signal: null, isExpected: true });
  });

  test('lets a process end in its own way before it is killed', async () => {
    const script = `process.on('SIGTERM', () => process.exit(3)); console.log(1); ${FOREVER}`;
    const child = await start(script);
    await child.firstLine(WAIT);
    await child.stop();
    expect((await child.exited).code).toBe(3);
  });

  test('kills what ignores SIGTERM, and its children', async () => {
    const child = await start(
      `process.on('SIGTERM', () => {});
       const { spawn } = require('node:child_process');
       console.log(spawn(process.execPath, ['-e', '${FOREVER}'], { stdio: 'ignore' }).pid);
       ${FOREVER}`,
    );
    const grandchild = Number(await child.firstLine(WAIT));
    expect(isAlive(grandchild)).toBe(true);
    await child.stop({ graceMs: 50 });
    expect((await child.exited).signal).toBe('SIGKILL');
    expect(await poll(() => (isAlive(grandchild) ? undefined : true), WAIT)).toBe(true);
  });

  test('takes along what a process that ended by itself left behind', async () => {
    const child = await start(
      `const { spawn } = require('node:child_process');
       console.log(spawn(process.execPath, ['-e', '${FOREVER}'], { stdio: 'ignore' }).pid);
       process.exit(0)`,
    );
    const grandchild = Number(await child.firstLine(WAIT));
    await child.exited;
    expect(await poll(() => (isAlive(grandchild) ? undefined : true), WAIT)).toBe(true);
  });

  test('tells its guard of every group, from the start to the end', async () => {
    const told: string[] = [];
    const child = await start(FOREVER, {
      guard: {
        addGroup: (group) => told.push(`add ${group}`),
        removeGroup: (group) => told.push(`remove ${group}`),
      },
    });
    await child.stop();
    expect(told).toEqual([`add ${child.pid}`, `remove ${child.pid}`]);
  });
});

test('a paused process does nothing until it is resumed, and can be stopped while paused', async () => {
  const script = `process.stdin.on('data', () => console.error('pong')); console.log(1)`;
  const child = await start(script, { stdin: 'pipe' });
  await child.firstLine(WAIT);
  const pongs = () => child.tail().filter((line) => line === 'pong').length;

  child.pause();
  child.stdin?.write('ping\n');
  expect(await poll(() => (pongs() > 0 ? true : undefined), { deadlineMs: 150 })).toBeUndefined();
  child.resume();
  expect(await poll(() => (pongs() > 0 ? true : undefined), WAIT)).toBe(true);

  child.pause();
  await child.stop();
  expect((await child.exited).signal).toBe('SIGTERM');
});

describe('a service', () => {
  test('is ready with what it says in JSON', async () => {
    const { process: child, ready } = await startService(
      specOf(`console.log('{"url":"http://x"}'); ${FOREVER}`),
      (line) => line,
      WAIT,
    );
    started.push(child);
    expect(ready).toEqual({ url: 'http://x' });
  });

  test('is not left behind when it says something else, and its end is told once', async () => {
    const deaths: unknown[] = [];
    let pid = 0;
    const guard = { addGroup: (group: number) => void (pid = group), removeGroup: () => undefined };
    const spec = specOf(`console.log('hello'); ${FOREVER}`, {
      guard,
      onDeath: (error) => deaths.push(error),
    });
    const error = await errorOf(startService(spec, (line) => line, WAIT));
    expect(error.code).toBe('LIVE_PROCESS_GIBBERISH');
    expect(error.message).toContain('hello');
    expect(isAlive(pid)).toBe(false);
    expect(deaths).toEqual([]);
  });

  test('appends to its log when it is started again', async () => {
    for (const word of ['one', 'two']) {
      const child = await start(`console.error('${word}'); console.log('ready'); ${FOREVER}`);
      await child.firstLine(WAIT);
      await child.stop();
    }
    expect(started[1]?.tail()).toEqual(['one', 'two']);
  });
});
