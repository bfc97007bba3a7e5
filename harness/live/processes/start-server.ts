import { liveError } from '../errors.ts';
import { statusOf } from '../../drill/serving/status-of.ts';
import type { ProcessSpec, SupervisedProcess, Wait } from './process-spec.ts';
import { startProcess } from './start-process.ts';
import { poll } from './wait.ts';

const LOOK_EVERY_MS = 50;
const LOOK_MS = 1_000;

/**
 * Starts a process that knows nothing of its supervisor: it is ready when `url` answers with a status
 * below 500. All that it writes goes to its log. Nothing is left running when it fails.
 *
 * @param told how messages name it
 * @throws LIVE_PROCESS_NOT_STARTED, LIVE_PROCESS_DIED, LIVE_TARGET_SILENT, or the signal's reason
 */
export async function startServer(
  spec: Omit<ProcessSpec, 'stdout'>,
  told: string,
  url: string,
  wait: Wait,
): Promise<SupervisedProcess> {
  // Until it is ready its death is told by the error thrown here, and by that alone.
  let isReady = false;
  const ended = new AbortController();
  const process = await startProcess({
    ...spec,
    stdout: 'log',
    onDeath: (error) => {
      if (isReady) spec.onDeath?.(error);
      else ended.abort(error);
    },
  });
  let answer = 'no answer';
  const look = async (): Promise<true | undefined> => {
    const status = await statusOf(url, LOOK_MS);
    answer = status === null ? 'no answer' : `its last answer was ${status}`;
    return status !== null && status < 500 ? true : undefined;
  };
  try {
    const signal = AbortSignal.any([ended.signal, ...(wait.signal ? [wait.signal] : [])]);
    // Whoever else answers there, a process that has ended is not ready.
    isReady = (await poll(look, { ...wait, signal }, LOOK_EVERY_MS)) ?? false;
    ended.signal.throwIfAborted();
    if (isReady) return process;
    const { deadlineMs } = wait;
    const lines = process.tail().join('\n') || '(nothing)';
    const details = { target: told, url, deadlineMs, answer, lines, log: process.logPath };
    throw liveError('LIVE_TARGET_SILENT', details);
  } catch (error) {
    await process.kill();
    throw error;
  }
}
