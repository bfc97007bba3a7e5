import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunRecord } from '../../harness/core/record.ts';
import { parseRunRecord } from '../../reports/index.ts';

const MAIN = fileURLToPath(new URL('../../harness/cli/main.ts', import.meta.url));

export interface CliEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly child: ChildProcess;
  readonly ended: Promise<CliEnd>;
  /** Resolves when stderr has said it; rejects when the command ends before. */
  untilSaid(pattern: RegExp): Promise<RegExpMatchArray>;
}

/** The command line as a user starts it, in a process of its own. */
export function startCli(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  [program, script]: readonly [program: string, script: string] = [process.execPath, MAIN],
  cwd: string = process.cwd(),
): RunningCli {
  const child = spawn(program, [script, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...environment },
  });
  let stdout = '';
  let stderr = '';
  const listeners = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    for (const listen of listeners) listen();
  });
  const ended = new Promise<CliEnd>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return {
    child,
    ended,
    untilSaid: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(stderr);
          if (match === null) return;
          listeners.delete(look);
          resolve(match);
        };
        listeners.add(look);
        void ended.then(({ stderr: all }) => {
          reject(new Error(`the command ended without saying ${pattern}:\n${all}`));
        });
        look();
      }),
  };
}

export const runCli = (args: readonly string[], cwd?: string): Promise<CliEnd> =>
  startCli(args, {}, undefined, cwd).ended;

export const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'paydrill-e2e-'));

/** Parses the summary of `--json`; fails with what was printed instead. */
export function recordOf({ stdout, stderr }: CliEnd): RunRecord {
  let value: unknown;
  try {
    value = JSON.parse(stdout);
  } catch {
    throw new Error(`stdout is no JSON document: ${stdout}\n${stderr}`);
  }
  const parsed = parseRunRecord(value);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed.record;
}

/** The folder of the only run in `out`. */
export async function onlyRunIn(out: string): Promise<string> {
  const [run, ...others] = await readdir(out);
  if (run === undefined || others.length > 0) throw new Error(`not one run in ${out}`);
  return join(out, run);
}
