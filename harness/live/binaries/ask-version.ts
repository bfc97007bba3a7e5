import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Tool } from './tools.ts';

const DEADLINE_MS = 10_000;
const BUSY_TRIES = 10;
const BUSY_PAUSE_MS = 30;

/** A binary that says a supported version of itself, or why it is not one. */
export type Inspection =
  | { readonly kind: 'usable'; readonly path: string; readonly version: string }
  | { readonly kind: 'unusable'; readonly path: string; readonly reason: string };

/** Runs a binary to hear its version: the only proof that it fits this machine. */
export async function askVersion(tool: Tool, path: string): Promise<Inspection> {
  const unusable = (reason: string): Inspection => ({ kind: 'unusable', path, reason });
  const { failure, output } = await run(path, tool.versionArguments);
  if (failure !== null) return unusable(firstLine(output) || failure);
  const version = tool.parseVersion(output);
  if (version === null) return unusable(`it tells no version: ${firstLine(output) || '(nothing)'}`);
  if (!tool.isSupported(version)) return unusable(`version ${version} is not ${tool.supported}`);
  return { kind: 'usable', path, version };
}

interface Answer {
  readonly failure: string | null;
  readonly output: string;
}

async function run(path: string, args: readonly string[], tries = BUSY_TRIES): Promise<Answer> {
  const answer = await runOnce(path, args);
  // A child that is just being started holds the file that was written a moment ago.
  if (answer.failure?.includes('ETXTBSY') !== true || tries === 0) return answer;
  await sleep(BUSY_PAUSE_MS);
  return run(path, args, tries - 1);
}

function runOnce(path: string, args: readonly string[]): Promise<Answer> {
  return new Promise<Answer>((resolve) => {
    const options = { timeout: DEADLINE_MS, killSignal: 'SIGKILL' } as const;
    execFile(path, [...args], options, (error, stdout, stderr) =>
      resolve({ failure: error?.message ?? null, output: `${stdout}${stderr}` }),
    );
    // Some errors of a path (ENOTDIR) are thrown instead of being given.
  }).catch((error: unknown) => ({ failure: String(error), output: '' }));
}

const firstLine = (text: string): string => text.trim().split('\n')[0]?.slice(0, 200) ?? '';
