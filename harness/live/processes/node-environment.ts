import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';

/**
 * What a Node process of ours is given before its own variables. With the harness's compile cache
 * it starts in half the time: nothing is stripped of its types and parsed that was before.
 */
export function nodeEnvironment(): Record<string, string | undefined> {
  // The folder of this Node version, inside the one that Node wants to be told.
  const cache = getCompileCacheDir();
  return {
    PATH: process.env['PATH'],
    ...(cache === undefined ? {} : { NODE_COMPILE_CACHE: dirname(cache) }),
  };
}
