import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { startProcess } from './start-process.ts';

// Signals go nowhere here, as they do for a process that hangs inside the kernel.
vi.mock('./signal-group.ts', () => ({ signalGroup: () => true }));

test('says so when even SIGKILL does not end a process', async () => {
  const logDirectory = await mkdtemp(join(tmpdir(), 'processes-test-'));
  const child = await startProcess({
    name: 'stuck',
    command: process.execPath,
    args: ['-e', 'setInterval(() => {}, 1e6)'],
    env: {},
    logDirectory,
    killDeadlineMs: 20,
  });
  try {
    await expect(child.kill()).rejects.toMatchObject({ code: 'LIVE_PROCESS_UNSTOPPABLE' });
  } finally {
    process.kill(child.pid, 'SIGKILL');
    await child.exited;
    await rm(logDirectory, { recursive: true, force: true });
  }
});
