import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { build, stop, type BuildFailure, type Plugin } from 'esbuild';
import { liveError } from '../errors.ts';

export interface ScriptBundle {
  readonly file: string;
  /** Of the bundle, so that a record can tell what exactly was run. */
  readonly sha256: string;
  /** The files that went into it. */
  readonly inputs: readonly string[];
}

/**
 * Bundles a k6 script with all it imports into one file that any k6 from 1.0 runs: the settings of
 * xk6-ts and k6pack, with main fields so that packages without `exports` resolve, and without the
 * syntax that k6's engine lacks. Throws LIVE_BUNDLE_FAILED or LIVE_BUNDLE_NODE.
 */
export async function bundleScript(options: {
  readonly entry: string;
  readonly outFile: string;
}): Promise<ScriptBundle> {
  const { outFile } = options;
  const entry = resolve(options.entry);
  const nodeModules = new Set<string>();
  const result = await build({
    entryPoints: [entry],
    // Not where it is written: the bundle, and so its hash, must not tell the folder of the run.
    outfile: join(dirname(entry), 'bundle.js'),
    absWorkingDir: dirname(entry),
    write: false,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    supported: { 'for-await': false, 'async-generator': false },
    external: ['k6', 'k6/*'],
    sourcemap: 'inline',
    legalComments: 'none',
    metafile: true,
    logLevel: 'silent',
    plugins: [collectNodeModules(nodeModules)],
  }).catch((error: unknown) => {
    const text = isBuildFailure(error) ? textOf(error) : String(error);
    throw liveError('LIVE_BUNDLE_FAILED', { file: entry, text }, { cause: error });
  });
  // esbuild keeps a process for builds to come; there are none.
  await stop();
  if (nodeModules.size > 0) {
    const modules = [...nodeModules].sort().join(', ');
    throw liveError('LIVE_BUNDLE_NODE', { file: entry, modules });
  }
  const [output] = result.outputFiles;
  if (output === undefined) {
    throw liveError('LIVE_BUNDLE_FAILED', { file: entry, text: 'esbuild made no file' });
  }
  await mkdir(dirname(outFile), { recursive: true });
  await writeFile(outFile, output.contents);
  const sha256 = createHash('sha256').update(output.contents).digest('hex');
  return { file: outFile, sha256, inputs: Object.keys(result.metafile.inputs) };
}

/** Lets the build go on past every one of them, so that all are told with who imports them. */
function collectNodeModules(found: Set<string>): Plugin {
  return {
    name: 'collect-node-modules',
    setup: ({ onResolve }) => {
      const names = builtinModules.filter((name) => !name.startsWith('_')).join('|');
      onResolve({ filter: new RegExp(`^(node:.*|(${names})(/.*)?)$`) }, ({ path, importer }) => {
        found.add(`${path} (imported by ${importer})`);
        return { path, external: true };
      });
    },
  };
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

function textOf({ errors }: BuildFailure): string {
  return errors
    .map(({ text, location }) =>
      location === null ? text : `${location.file}:${location.line}:${location.column}: ${text}`,
    )
    .join('\n');
}
