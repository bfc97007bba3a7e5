import { access, constants, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cliError } from './errors.ts';
import { makeFolder } from './make-folder.ts';
import { refuseFullDisk } from './place-to-write.ts';

// A run's folder doubles as the place where another process can ask the run to stop.

const CONTROL_FILE = 'running.json';
const ABORT_FILE = 'abort-request';
const LOOK_EVERY_MS = 200;

export interface RunFolder extends AsyncDisposable {
  readonly path: string;
  readonly logsPath: string;
}

/**
 * Makes the folder of a run and marks it as running.
 *
 * @param onAbort called once when `paydrill abort` asks for it
 * @param neededBytes what the run will write at the least, beyond what every run does
 * @throws PaydrillError CLI_OUT_UNUSABLE
 */
export async function openRunFolder(
  out: string,
  runId: string,
  onAbort: () => void,
  neededBytes = 0,
): Promise<RunFolder> {
  await makeFolder(out);
  await refuseFullDisk(out, neededBytes);
  const path = join(out, runId);
  const logsPath = join(path, 'logs');
  await makeFolder(logsPath);
  try {
    await access(path, constants.W_OK);
    await writeFile(join(path, `${CONTROL_FILE}.partial`), JSON.stringify({ pid: process.pid }));
    // An abort that comes this early must not read half of it.
    await rename(join(path, `${CONTROL_FILE}.partial`), join(path, CONTROL_FILE));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw cliError('CLI_OUT_UNUSABLE', { path, reason }, { cause });
  }
  const look = setInterval(() => {
    access(join(path, ABORT_FILE)).then(
      () => {
        clearInterval(look);
        onAbort();
      },
      () => {},
    );
  }, LOOK_EVERY_MS);
  look.unref();
  return {
    path,
    logsPath,
    async [Symbol.asyncDispose]() {
      clearInterval(look);
      await rm(join(path, CONTROL_FILE), { force: true });
      await rm(join(path, ABORT_FILE), { force: true });
    },
  };
}

/** The process of a run that is going on; null when there is none. */
export async function findRunningProcess(out: string, runId: string): Promise<number | null> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(join(out, runId, CONTROL_FILE), 'utf8'));
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !('pid' in value)) return null;
  const { pid } = value;
  return typeof pid === 'number' && isAlive(pid) ? pid : null;
}

export const requestAbort = (out: string, runId: string): Promise<void> =>
  writeFile(join(out, runId, ABORT_FILE), '');

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
