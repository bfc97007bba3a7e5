import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { askVersion } from './ask-version.ts';
import type { Tool } from './tools.ts';

const TEMPORARY = 'unfinished-';
const FORGOTTEN_MS = 24 * 60 * 60 * 1000;

/**
 * Makes a binary in a folder of its own beside the cache and moves it in when it works. Several
 * runs may do so at once:
 *
 * 1. Each makes its own file, where nobody else looks.
 * 2. Each asks its file for the version.
 * 3. Each renames its file to the same place, which is atomic: whoever looks there sees nothing or
 *    a whole file, and it does not matter whose.
 */
export async function install(
  tool: Tool,
  target: string,
  make: (directory: string) => Promise<string>,
): Promise<{ readonly path: string; readonly version: string }> {
  const cache = dirname(target);
  await mkdir(cache, { recursive: true });
  await removeForgotten(cache);
  const directory = join(cache, `${TEMPORARY}${randomUUID()}`);
  await mkdir(directory);
  try {
    const made = await make(directory);
    await chmod(made, 0o755);
    const inspection = await askVersion(tool, made);
    if (inspection.kind === 'unusable') throw new Error(`what was made: ${inspection.reason}`);
    try {
      await rename(made, target);
    } catch (error) {
      // Windows does not replace a program that runs: then the winner's file is there to be used.
      const winner = await askVersion(tool, target);
      if (winner.kind === 'unusable') throw error;
    }
    return { path: target, version: inspection.version };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** What runs that were killed left behind long ago. */
async function removeForgotten(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (!name.startsWith(TEMPORARY)) continue;
    const path = join(cache, name);
    const about = await stat(path).catch(() => null);
    if (about !== null && Date.now() - about.mtimeMs > FORGOTTEN_MS) {
      await rm(path, { recursive: true, force: true });
    }
  }
}
