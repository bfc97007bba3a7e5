import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PaydrillError } from '../../core/errors.ts';
import { findFreePort } from './free-port.ts';
import { watchPulse, type PulseOptions } from './pulse.ts';
import type { SupervisedProcess } from './process-spec.ts';
import { startServer } from './start-server.ts';
import { poll } from './wait.ts';

const SERVER = `
  console.log('open for business');
  require('node:http').createServer((_, answer) => answer.writeHead(404).end('what?'))
    .listen(Number(process.env.PORT), '127.0.0.1');`;

let logDirectory: string;
let server: SupervisedProcess;
let url: string;
beforeEach(async () => {
  logDirectory = await mkdtemp(join(tmpdir(), 'pulse-test-'));
  const port = await findFreePort();
  url = `http://127.0.0.1:${port}/`;
  const spec = { name: 'gateways', command: process.execPath, args: ['-e', SERVER], logDirectory };
  const env = { PORT: String(port) };
  server = await startServer({ ...spec, env }, 'it', url, { deadlineMs: 10_000 });
});
afterEach(async () => {
  await server.kill();
  await rm(logDirectory, { recursive: true, force: true });
});

function watch(change: Partial<PulseOptions> = {}) {
  const told: PaydrillError[] = [];
  let asked = 0;
  const pulse = watchPulse({
    process: () => server,
    url,
    isAwaited: () => {
      asked += 1;
      return true;
    },
    onSilence: (error) => told.push(error),
    everyMs: 5,
    askMs: 50,
    ...change,
  });
  const until = (isTrue: () => boolean) =>
    poll(() => isTrue() || undefined, { deadlineMs: 10_000 });
  return { pulse, told, until, asked: () => asked };
}

describe('the pulse of a process', () => {
  it('names the one that somebody paused, with its last lines, and tells it once', async () => {
    const { pulse, told, until, asked } = watch();
    await using _ = pulse;
    server.pause();
    expect(await until(() => told.length > 0)).toBe(true);
    expect(pulse.isSilent).toBe(true);
    const before = asked();
    await until(() => asked() > before + 4);
    expect(told).toMatchObject([{ code: 'LIVE_PROCESS_SILENT', exitCode: 3 }]);
    expect(told[0]?.message).toContain('gateways');
    expect(told[0]?.message).toContain('open for business');
  });

  it('is there while it answers others, though it is too busy for one more', async () => {
    let looks = 0;
    const lastHeardMs = (): number => {
      looks += 1;
      return performance.now();
    };
    const { pulse, told, until } = watch({ lastHeardMs });
    await using _ = pulse;
    server.pause();
    await until(() => looks > 2);
    expect(told).toEqual([]);
  });

  it('waits for an answer that takes its time', async () => {
    const { pulse, told, until, asked } = watch({ askMs: 10_000 });
    await using _ = pulse;
    server.pause();
    const before = asked();
    setTimeout(() => server.resume(), 300);
    await until(() => asked() > before + 2);
    expect(told).toEqual([]);
  });

  it('is there again when it goes on', async () => {
    const { pulse, until } = watch();
    await using _ = pulse;
    server.pause();
    await until(() => pulse.isSilent);
    server.resume();
    expect(await until(() => !pulse.isSilent)).toBe(true);
  });

  it('is no matter while the timeline keeps it from answering', async () => {
    let looks = 0;
    const isAwaited = (): boolean => {
      looks += 1;
      return false;
    };
    const { pulse, told, until } = watch({ isAwaited });
    await using _ = pulse;
    server.pause();
    await until(() => looks > 20);
    expect(told).toEqual([]);
  });

  it('is told by any answer, and a refused connection is left to those who watch for its end', async () => {
    const { pulse, told, until, asked } = watch({ askMs: 10_000 });
    await using _ = pulse;
    await until(() => asked() > 10);
    await server.kill();
    const before = asked();
    await until(() => asked() > before + 20);
    expect(told).toEqual([]);
  });
});
