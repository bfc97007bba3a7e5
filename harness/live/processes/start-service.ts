import { liveError } from '../errors.ts';
import type { ProcessSpec, SupervisedProcess, Wait } from './process-spec.ts';
import { startProcess } from './start-process.ts';

/**
 * Starts a process that prints one line of JSON on stdout when it is ready (gateways, target) and
 * waits for it. Nothing is left running when it fails.
 */
export async function startService<Ready>(
  spec: Omit<ProcessSpec, 'stdout'>,
  parse: (line: unknown) => Ready,
  wait: Wait,
): Promise<{ readonly process: SupervisedProcess; readonly ready: Ready }> {
  // Until it is ready its death is told by the error thrown here, and by that alone.
  let isReady = false;
  const process = await startProcess({
    ...spec,
    stdout: 'line',
    onDeath: (error) => {
      if (isReady) spec.onDeath?.(error);
    },
  });
  try {
    const line = await process.firstLine(wait);
    const ready = readLine(line, parse, process);
    isReady = true;
    return { process, ready };
  } catch (error) {
    await process.kill();
    throw error;
  }
}

function readLine<Ready>(
  line: string,
  parse: (line: unknown) => Ready,
  { name, logPath }: SupervisedProcess,
): Ready {
  try {
    return parse(JSON.parse(line));
  } catch (cause) {
    const got = line.length > 200 ? `${line.slice(0, 200)}...` : line;
    throw liveError('LIVE_PROCESS_GIBBERISH', { name, got, log: logPath }, { cause });
  }
}
