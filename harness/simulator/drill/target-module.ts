import { basename, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findTarget, parseTarget } from '../../config/index.ts';
import { simulatorError } from '../errors.ts';

// Of the targets that there are, a module is the one that runs in virtual time.

/** @throws as `parseTarget` of the configuration; SIMULATOR_TARGET_LIVE_ONLY */
export function parseTargetModule(got: string): string {
  const target = parseTarget(got);
  if (target.kind === 'module') return target.path;
  throw simulatorError('SIMULATOR_TARGET_LIVE_ONLY', { got });
}

/**
 * The address of a target's module.
 *
 * @throws as `findTarget` of the configuration; SIMULATOR_TARGET_LIVE_ONLY
 */
export async function findTargetModule(got: string): Promise<string> {
  const path = parseTargetModule(got);
  await findTarget(got);
  return pathToFileURL(path).href;
}

/** For the names of cases: `server`, or the folder of a `server` or an `index`. */
export function nameOfTarget(target: string): string {
  const path = parseTargetModule(target);
  const name = basename(path, extname(path)).toLowerCase();
  const told = ['index', 'main', 'server'].includes(name) ? basename(resolve(path, '..')) : name;
  const plain = told.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return plain.replaceAll(/^-|-$/g, '') || 'target';
}
