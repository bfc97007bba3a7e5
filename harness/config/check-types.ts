import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { configError } from './errors.ts';

// Node strips types without reading them. A scenario with type errors would run and mean something
// else than its author thinks, so the compiler looks at it before anything starts.

/** Of a scenario that imports the whole package it takes seconds, on a crowded machine half a minute. */
const LONGEST_CHECK_MS = 120_000;

const COMPILER_OPTIONS = [
  '--noEmit',
  '--ignoreConfig',
  '--pretty',
  'false',
  '--strict',
  '--skipLibCheck',
  '--target',
  'es2024',
  '--module',
  'esnext',
  '--moduleResolution',
  'bundler',
  '--allowImportingTsExtensions',
  '--erasableSyntaxOnly',
  '--verbatimModuleSyntax',
  '--noUncheckedIndexedAccess',
  '--exactOptionalPropertyTypes',
];

/** @throws CONFIG_TYPE_ERROR with the first few errors of the file and what it imports */
export async function checkTypes(path: string, longestMs = LONGEST_CHECK_MS): Promise<void> {
  const output = await runCompiler(path, longestMs);
  if (output === null) return;
  const lines = output.trim().split('\n');
  const reason = lines.slice(0, MOST_LINES).join(' | ');
  throw configError('CONFIG_TYPE_ERROR', { path, reason });
}

const MOST_LINES = 5;

/** What the compiler complained about; null when it did not. */
function runCompiler(path: string, longestMs: number): Promise<string | null> {
  const require = createRequire(import.meta.url);
  const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  const { promise, resolve } = Promise.withResolvers<string | null>();
  execFile(
    process.execPath,
    [compiler, ...COMPILER_OPTIONS, ...nodeTypes(require), path],
    { timeout: longestMs, windowsHide: true },
    (error, stdout, stderr) => {
      const isLate = error?.killed === true;
      const text = isLate ? `not known, the compiler has not ended after ${longestMs} ms` : '';
      resolve(error === null ? null : text || stdout + stderr || error.message);
    },
  );
  return promise;
}

// A scenario may use Node's modules. Where the package manager left their types out, it may not, but
// any other can still be checked.
function nodeTypes(require: NodeJS.Require): readonly string[] {
  try {
    const folder = dirname(require.resolve('@types/node/package.json'));
    return ['--types', 'node', '--typeRoots', dirname(folder)];
  } catch {
    return [];
  }
}
