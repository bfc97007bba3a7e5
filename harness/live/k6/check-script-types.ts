import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { liveError } from '../errors.ts';

const SETTINGS = 'tsconfig.k6.json';
const DEADLINE_MS = 120_000;

export interface TypeCheckOptions {
  /** TypeScript files of a scenario or a journey. */
  readonly files: readonly string[];
  /** Where `tsconfig.k6.json` and `node_modules/@types` are. */
  readonly packageRoot: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Checks the types of scripts with the settings that ours are checked with, in a child process.
 * Throws LIVE_SCRIPT_TYPES with the compiler's own text when they are wrong.
 */
export async function checkScriptTypes(options: TypeCheckOptions): Promise<void> {
  const { files, packageRoot, signal } = options;
  const failed = (reason: string) =>
    liveError('LIVE_TYPE_CHECK_FAILED', { file: files.join(', '), reason });
  const settings = resolve(packageRoot, SETTINGS);
  // The compiler would tell it as if the script were wrong.
  if (!existsSync(settings)) throw failed(`${settings} is missing`);
  const directory = await mkdtemp(join(tmpdir(), 'paydrill-types-'));
  try {
    const config = join(directory, 'tsconfig.json');
    await writeFile(config, JSON.stringify(configFor(files, packageRoot)));
    const { code, text } = await compile(config, signal);
    if (code === 0) return;
    // 1 and 2 are the compiler's: wrong types, without or with output.
    if (code === 1 || code === 2) throw liveError('LIVE_SCRIPT_TYPES', { text });
    throw failed(text === '' ? `exit code ${code}` : text);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function configFor(files: readonly string[], packageRoot: string): unknown {
  const typesOf = (root: string): string => resolve(root, 'node_modules/@types');
  const roots = [packageRoot, ...files.map((file) => dirname(resolve(file)))];
  return {
    extends: resolve(packageRoot, SETTINGS),
    compilerOptions: { noEmit: true, typeRoots: [...new Set(roots.map(typesOf))] },
    files: files.map((file) => resolve(file)),
    // What k6 has and @types/k6 does not declare.
    include: [resolve(packageRoot, 'scenarios/k6/**/*.d.ts')],
  };
}

function compile(
  config: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly code: number | string; readonly text: string }> {
  const compiler = join(
    dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
    'bin',
    'tsc',
  );
  return new Promise((done, fail) => {
    execFile(
      process.execPath,
      [compiler, '-p', config, '--pretty', 'false'],
      {
        timeout: DEADLINE_MS,
        maxBuffer: 16 * 1024 * 1024,
        ...(signal === undefined ? {} : { signal }),
      },
      (error, stdout, stderr) => {
        if (signal?.aborted === true) {
          fail(signal.reason);
          return;
        }
        const code = error === null ? 0 : (error.code ?? error.signal ?? 'no exit code');
        done({ code, text: `${stdout}${stderr}`.trim() });
      },
    );
  });
}
