// Servers that a benchmark starts in processes of their own, so that each has a core to itself.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface ServerProcess extends AsyncDisposable {
  readonly pid: number;
  /** The line of stdout that said that it is ready. */
  readonly readyLine: string;
  /** Processor time used so far, in milliseconds. */
  cpuMs(): number;
  /** Resident memory now, in MiB. */
  memoryMiB(): number;
}

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** What the line looks like that says that it is ready; left out: the first one. */
  readonly ready?: RegExp;
  /** The core that it is kept on; left out: any. */
  readonly core?: number;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Clock ticks of Linux's /proc are a hundred a second on every platform that Node runs on. */
const TICK_MS = 10;

export async function startServer(wanted: ServerCommand): Promise<ServerProcess> {
  const [command = '', ...args] = pinned(wanted);
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'ignore'],
    cwd: ROOT,
    env: { ...process.env, ...wanted.environment },
  });
  const readyLine = await readyLineOf(child, wanted.ready ?? /^/);
  const pid = child.pid ?? 0;
  return {
    pid,
    readyLine,
    cpuMs: () => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
    },
    memoryMiB: () => {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      return Math.round(Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024);
    },
    [Symbol.asyncDispose]: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** taskset becomes the command that it starts, so the child's pid is the server's. */
export const pinned = ({ command, args, core }: ServerCommand): readonly string[] => [
  ...(core === undefined ? [] : ['taskset', '-c', String(core)]),
  command,
  ...args,
];

function readyLineOf(child: ChildProcess, ready: RegExp): Promise<string> {
  const { stdout } = child;
  if (stdout === null) throw new Error('the child has no stdout');
  return new Promise((resolve, reject) => {
    createInterface({ input: stdout }).on('line', (line) => {
      if (ready.test(line)) resolve(line);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
}
