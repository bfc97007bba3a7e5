import { access, constants, stat } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { simulatorError } from '../errors.ts';

// A target in virtual time is a module: `module:./path/to/server.js`, from the directory you are
// in. A case that is moved from its campaign into a library of cases still finds it so.

const SCHEME = 'module:';
const MODULES: ReadonlySet<string> = new Set(['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts']);

/** @throws SIMULATOR_TARGET_MALFORMED */
export function parseTarget(got: string, cwd: string = process.cwd()): string {
  const path = got.startsWith(SCHEME) ? got.slice(SCHEME.length).trim() : '';
  if (path === '') {
    const reason = 'it does not start with "module:" and a path';
    throw simulatorError('SIMULATOR_TARGET_MALFORMED', { got, reason });
  }
  if (!MODULES.has(extname(path))) {
    const reason = `its name does not end in ${[...MODULES].join(', ')}`;
    throw simulatorError('SIMULATOR_TARGET_MALFORMED', { got, reason });
  }
  return resolve(cwd, path);
}

/**
 * The address of a target's module.
 *
 * @throws SIMULATOR_TARGET_MALFORMED, SIMULATOR_TARGET_MISSING
 */
export async function findTarget(target: string): Promise<string> {
  const path = parseTarget(target);
  try {
    await access(path, constants.R_OK);
    if ((await stat(path)).isFile()) return pathToFileURL(path).href;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw simulatorError('SIMULATOR_TARGET_MISSING', { path, reason }, { cause });
  }
  throw simulatorError('SIMULATOR_TARGET_MISSING', { path, reason: 'it is no file' });
}

/** For the names of cases: `server`, or the folder of a `server` or an `index`. */
export function nameOfTarget(target: string): string {
  const path = parseTarget(target);
  const name = basename(path, extname(path)).toLowerCase();
  const told = ['index', 'main', 'server'].includes(name) ? basename(resolve(path, '..')) : name;
  const plain = told.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return plain.replaceAll(/^-|-$/g, '') || 'target';
}
