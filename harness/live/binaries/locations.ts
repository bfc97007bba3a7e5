import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import envPaths from 'env-paths';
import type { Machine, Tool } from './tools.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export const THIS_MACHINE: Machine = { platform: process.platform, architecture: process.arch };

/** Where binaries are kept between runs; `PAYDRILL_CACHE` puts it elsewhere. */
export function cacheDirectory(environment: Environment): string {
  const chosen = environment['PAYDRILL_CACHE'];
  return join(
    chosen === undefined || chosen === '' ? envPaths('paydrill', { suffix: '' }).cache : chosen,
    'binaries',
  );
}

export function cachedPath(tool: Tool, environment: Environment): string {
  const { platform, architecture } = THIS_MACHINE;
  const ending = platform === 'win32' ? '.exe' : '';
  const name = `${tool.command}-${tool.pinnedVersion}-${platform}-${architecture}${ending}`;
  return join(cacheDirectory(environment), name);
}

/** Where the pinned releases are; `PAYDRILL_RELEASES` names a mirror with the same paths. */
export function releasesUrl(environment: Environment): string {
  const chosen = environment['PAYDRILL_RELEASES'];
  const url = chosen === undefined || chosen === '' ? 'https://github.com' : chosen;
  return url.replace(/\/+$/, '');
}

/** The first of that name on the PATH that may be executed. */
export async function findOnPath(
  command: string,
  environment: Environment,
): Promise<string | null> {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const directory of (environment['PATH'] ?? '').split(delimiter)) {
    if (directory === '') continue;
    for (const ending of endings) {
      const path = join(directory, command + ending);
      if (await isExecutable(path)) return path;
    }
  }
  return null;
}

/**
 * The Go module that pins both. It is looked for upwards from here, since compiled code lies one
 * folder deeper than its source.
 */
export function goModuleDirectory(): string | null {
  for (let directory = dirname(fileURLToPath(import.meta.url)); ;) {
    const candidate = join(directory, 'tools', 'binaries');
    if (existsSync(join(candidate, 'go.mod'))) return candidate;
    const parent = dirname(directory);
    if (parent === directory) return null;
    directory = parent;
  }
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
