import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import type { MakeOptions } from './download.ts';
import { install } from './install.ts';
import { cachedPath, findOnPath, goModuleDirectory } from './locations.ts';
import type { Tool } from './tools.ts';

const DEADLINE_MS = 15 * 60_000;
const PROGRESS_MS = 10_000;
const LAST_LINES = 5;

/** Compiles the pinned version with Go, in the module whose go.sum vouches for every source. */
export async function buildWithGo(
  tool: Tool,
  { environment, onProgress, signal }: MakeOptions,
): Promise<{ readonly path: string; readonly version: string }> {
  const go = await findOnPath('go', environment);
  if (go === null) throw new Error('there is no go on the PATH');
  const module = goModuleDirectory();
  if (module === null) throw new Error('tools/binaries, which pins the sources, is missing');

  return install(tool, cachedPath(tool, environment), async (temporary) => {
    const made = join(
      temporary,
      process.platform === 'win32' ? `${tool.command}.exe` : tool.command,
    );
    const flags = ['-ldflags', ['-s', '-w', ...tool.go.linkerFlags].join(' ')];
    const what = `${tool.command} ${tool.pinnedVersion}`;
    onProgress(`${what}: building with Go, once; this takes a minute or two`);
    const startedAt = performance.now();
    const seconds = (): string => ((performance.now() - startedAt) / 1000).toFixed(0);
    const ticker = setInterval(() => onProgress(`${what}: building, ${seconds()} s`), PROGRESS_MS);
    try {
      await run(go, ['build', '-o', made, ...flags, tool.go.package], {
        cwd: module,
        environment: {
          ...environment,
          // The user's own flags (-mod=mod, tags) could change what is built.
          GOFLAGS: '-mod=readonly -trimpath -buildvcs=false',
          GOWORK: 'off',
          CGO_ENABLED: '0',
        },
        signal,
      });
    } finally {
      clearInterval(ticker);
    }
    onProgress(`${what}: built in ${seconds()} s`);
    return made;
  });
}

async function run(
  command: string,
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly environment: MakeOptions['environment'];
    readonly signal?: AbortSignal | undefined;
  },
): Promise<void> {
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  const { signal } = options;
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    windowsHide: true,
  });
  const last: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      last.push(line);
      if (last.length > LAST_LINES) last.shift();
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });
  if (code !== 0) throw new Error(`go build failed: ${last.join(' / ') || `exit code ${code}`}`);
}
