import { existsSync } from 'node:fs';
import { mkdtemp, rmdir, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { cliError } from './errors.ts';

/** Logs, the record and the reports of a run take this much even when nobody comes. */
const LEAST_BYTES = 1_000_000;

/**
 * Refuses a folder whose disk can't hold what a run will write: it would be noticed after the load
 * only, and a service whose log can't be written does strange things before that.
 *
 * @param neededBytes beyond what every run takes
 * @throws PaydrillError CLI_OUT_UNUSABLE
 */
export async function refuseFullDisk(path: string, neededBytes: number): Promise<void> {
  const reason = await statfs(path).then(
    (space) => tooFull(space, neededBytes),
    (error: unknown) => String(error),
  );
  if (reason !== null) throw cliError('CLI_OUT_UNUSABLE', { path, reason });
}

/** Null when there is room. */
export function tooFull({ bavail, bsize, blocks }: Space, neededBytes: number): string | null {
  // Some file systems do not tell.
  if (blocks === 0) return null;
  const freeBytes = bavail * bsize;
  const wantedBytes = LEAST_BYTES + neededBytes;
  if (freeBytes >= wantedBytes) return null;
  return `its disk has ${megabytes(freeBytes)} left, at least ${megabytes(wantedBytes)} are needed`;
}

interface Space {
  readonly bavail: number;
  readonly bsize: number;
  readonly blocks: number;
}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;

/**
 * Why no run could be kept in a folder; null when one could. Tried in the nearest folder that is
 * there, because what the system says of rights is not true for every user and file system.
 */
export async function whyUnwritable(out: string): Promise<string | null> {
  let place = resolve(out);
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  try {
    await rmdir(await mkdtemp(join(place, '.paydrill-')));
    return tooFull(await statfs(place), 0);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
