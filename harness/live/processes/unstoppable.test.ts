import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { startProcess } from './start-process.ts';

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
  // Signals go nowhere now, as they do for a process that hangs inside the kernel.
  const signals = vi.spyOn(process, 'kill').mockReturnValue(true);
  try {
    await expect(child.kill()).rejects.toMatchObject({ code: 'LIVE_PROCESS_UNSTOPPABLE' });
  } finally {
    signals.mockRestore();
    process.kill(child.pid, 'SIGKILL');
    await child.exited;
    await rm(logDirectory, { recursive: true, force: true });
  }
});
