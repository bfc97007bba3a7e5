import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { signalGroup } from '../processes/signal-group.ts';
import type { Tool } from './tools.ts';

const DEADLINE_MS = 10_000;
/** More than any version takes; a program that prints without end must not fill the memory. */
const MOST_OUTPUT = 10_000;
const BUSY_TRIES = 10;
const BUSY_PAUSE_MS = 30;

/** What is said of a path that leads nowhere. */
export const NO_SUCH_FILE = 'there is no such file';

/** A binary that says a supported version of itself, or why it is not one. */
export type Inspection =
  | { readonly kind: 'usable'; readonly path: string; readonly version: string }
  | { readonly kind: 'unusable'; readonly path: string; readonly reason: string };

/** Runs a binary to hear its version: the only proof that it fits this machine. */
export async function askVersion(
  tool: Tool,
  path: string,
  deadlineMs = DEADLINE_MS,
): Promise<Inspection> {
  const unusable = (reason: string): Inspection => ({ kind: 'unusable', path, reason });
  const { failure, output } = await run(path, tool.versionArguments, deadlineMs);
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

async function run(
  path: string,
  args: readonly string[],
  deadlineMs: number,
  tries = BUSY_TRIES,
): Promise<Answer> {
  const answer = await runOnce(path, args, deadlineMs);
  // A child that is just being started holds the file that was written a moment ago.
  if (answer.failure?.includes('ETXTBSY') !== true || tries === 0) return answer;
  await sleep(BUSY_PAUSE_MS);
  return run(path, args, deadlineMs, tries - 1);
}

async function runOnce(path: string, args: readonly string[], deadlineMs: number): Promise<Answer> {
  let output = '';
  try {
    // A group of its own: a script that hangs is ended with what it has started.
    const child = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        if (output.length < MOST_OUTPUT) output += text;
      });
    }
    const failure = await new Promise<string | null>((resolve) => {
      const deadline = setTimeout(() => {
        if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
        resolve(`it has not said its version after ${deadlineMs} ms`);
      }, deadlineMs);
      child.once('error', (error) => resolve(describeFailure(error)));
      child.once('close', (code, signal) => {
        clearTimeout(deadline);
        resolve(code === 0 ? null : `it ended with ${signal ?? `exit code ${code}`}`);
      });
    });
    return { failure, output };
  } catch (error) {
    // Some errors of a path (ENOTDIR) are thrown instead of being given.
    return { failure: describeFailure(error), output };
  }
}

/** In words; what has none is left as the system says it. */
function describeFailure(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (/ENOENT|ENOTDIR/.test(text)) return NO_SUCH_FILE;
  return text.includes('EACCES') ? 'it is no file that may be executed' : text;
}

const firstLine = (text: string): string => text.trim().split('\n')[0]?.slice(0, 200) ?? '';
