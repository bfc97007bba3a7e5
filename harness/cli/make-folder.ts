import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { cliError } from './errors.ts';

/**
 * Makes a folder and those above it, one by one. Node's own recursive way asks for ever where the
 * system answers that there is nothing to make it in, as it does under /proc.
 *
 * @throws PaydrillError CLI_OUT_UNUSABLE
 */
export async function makeFolder(path: string): Promise<void> {
  const missing: string[] = [];
  try {
    for (let folder = resolve(path); !(await isMade(folder)); folder = dirname(folder)) {
      missing.unshift(folder);
      // Nothing can be made in what is there: it would be asked for again.
      if (folder === dirname(folder)) break;
    }
    for (const folder of missing) await isMade(folder, true);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw cliError('CLI_OUT_UNUSABLE', { path, reason }, { cause });
  }
}

/** False when the folder above is missing, unless it `must` be there. */
async function isMade(folder: string, must = false): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    // What is there may be a file; whoever writes into it is told so.
    if (code === 'EEXIST') return true;
    if (code === 'ENOENT' && !must) return false;
    throw error;
  }
}
