import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheDirectory } from '../../harness/live/binaries/locations.ts';
import { runTool } from './run-tool.ts';

// Libraries of other languages, fetched by their own package managers and kept between runs.

export type Library =
  | { readonly kind: 'ready'; readonly command: string; readonly args: readonly string[] }
  /** Not on this machine, and can't be had now: no tool, or no registry. */
  | { readonly kind: 'missing'; readonly reason: string };

const missing = (reason: string): Library => ({ kind: 'missing', reason: firstLine(reason) });
const firstLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';

/** `go test` of a module; what it builds stays in Go's own caches. */
export async function prepareGo(folder: string): Promise<Library> {
  const download = await runTool('go', ['mod', 'download'], { cwd: folder });
  if (download.code !== 0) return missing(`Go can't fetch its modules: ${download.output}`);
  return { kind: 'ready', command: 'go', args: ['test', '-count=1', './...'] };
}

/** A virtual environment for a requirements file, made once for each content of it. */
export async function preparePython(folder: string, script: string): Promise<Library> {
  const requirements = join(folder, 'requirements.txt');
  const content = await readFile(requirements);
  const name = `python-${createHash('sha256').update(content).digest('hex').slice(0, 16)}`;
  const environment = join(dirname(cacheDirectory(process.env)), name);
  const python = join(environment, 'bin', 'python');
  const ready: Library = { kind: 'ready', command: python, args: [script] };
  const check = ['-c', 'import stripe'];
  if (existsSync(python) && (await runTool(python, check, { cwd: folder })).code === 0) {
    return ready;
  }
  await rm(environment, { recursive: true, force: true });
  await mkdir(dirname(environment), { recursive: true });
  const made = await runTool('python3', ['-m', 'venv', environment], { cwd: folder });
  if (made.code !== 0) return missing(`Python can't make an environment: ${made.output}`);
  const install = ['-m', 'pip', 'install', '--quiet', '--requirement', requirements];
  const installed = await runTool(python, install, { cwd: folder });
  if (installed.code === 0) return ready;
  await rm(environment, { recursive: true, force: true });
  return missing(`pip can't install: ${installed.output}`);
}
