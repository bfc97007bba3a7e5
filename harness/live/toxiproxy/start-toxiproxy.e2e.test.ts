import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testBinary } from '../binaries/test-binary.fixture.ts';
import { findFreePort } from '../processes/index.ts';
import { startBench } from './bench.fixture.ts';
import { startToxiproxy } from './start-toxiproxy.ts';
import { createTransport } from './transport.ts';

let logDirectory: string;
let binary: { path: string; version: string };

beforeAll(async () => {
  logDirectory = await mkdtemp(join(tmpdir(), 'toxiproxy-test-'));
  binary = await testBinary('toxiproxy');
});
afterAll(() => rm(logDirectory, { recursive: true, force: true }));

test('another Toxiproxy on the port is told from our own', async () => {
  await using bench = await startBench(binary);
  const port = Number(new URL(bench.toxiproxy.url).port);
  const started = startToxiproxy({ binary, logDirectory, port, deadlineMs: 10_000 });
  await expect(started).rejects.toMatchObject({ code: 'LIVE_TOXIPROXY_FOREIGN', exitCode: 3 });
});

test('another version than the one that was started is an error', async () => {
  const options = { logDirectory, deadlineMs: 10_000 };
  const started = startToxiproxy({ ...options, binary: { ...binary, version: '2.9.0' } });
  await expect(started).rejects.toMatchObject({
    code: 'LIVE_TOXIPROXY_VERSION',
    message: expect.stringContaining(`says it is ${binary.version}; 2.9.0 was started`),
  });
});

test('a server that ends at once is told with its last lines', async () => {
  const path = join(logDirectory, 'broken');
  await writeFile(path, '#!/bin/sh\necho out of luck >&2\nexit 4\n');
  await chmod(path, 0o755);
  const options = { logDirectory, deadlineMs: 10_000 };
  const started = startToxiproxy({ ...options, binary: { path, version: '2.12.0' } });
  await expect(started).rejects.toMatchObject({
    code: 'LIVE_PROCESS_DIED',
    message: expect.stringContaining('out of luck'),
  });
});

test('a server that never answers is given up', async () => {
  const path = join(logDirectory, 'mute');
  await writeFile(path, '#!/bin/sh\nexec sleep 60\n');
  await chmod(path, 0o755);
  const options = { logDirectory, deadlineMs: 100 };
  const started = startToxiproxy({ ...options, binary: { path, version: '2.12.0' } });
  await expect(started).rejects.toMatchObject({ code: 'LIVE_PROCESS_NOT_READY' });
});

test('every question has a deadline', async () => {
  const mute = createServer(() => undefined).listen(await findFreePort(), '127.0.0.1');
  await once(mute, 'listening');
  const address = mute.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const transport = createTransport(`http://127.0.0.1:${port}`);
  const wait = { deadlineMs: 50 };
  const toxic = {
    name: 'a',
    type: 'latency',
    stream: 'upstream',
    toxicity: 1,
    attributes: {},
  } as const;
  const silent = { code: 'LIVE_TOXIPROXY_SILENT' };
  await expect(transport.removeToxic('p', 'a', wait)).rejects.toMatchObject(silent);
  await expect(transport.addToxic('p', toxic, wait)).rejects.toMatchObject(silent);
  await expect(transport.reset(wait)).rejects.toMatchObject(silent);
  mute.closeAllConnections();
  mute.close();
});
