import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { liveError } from '../errors.ts';
import { openLogFile, type LogFile } from './log-file.ts';
import type { ProcessExit, ProcessSpec, SupervisedProcess, Wait } from './process-spec.ts';
import { signalGroup } from './signal-group.ts';
import { within } from './wait.ts';

const GRACE_MS = 5_000;
const KILL_DEADLINE_MS = 5_000;
/** How long the rest of stdout may take to arrive after the end of the process. */
const FLUSH_MS = 100;

/** Starts a child in its own process group. Throws LIVE_PROCESS_NOT_STARTED. */
export async function startProcess(spec: ProcessSpec): Promise<SupervisedProcess> {
  const log = openLogFile(spec.logDirectory, spec.name);
  const child = spawn(spec.command, spec.args, {
    detached: true,
    env: { ...spec.env },
    stdio: [
      spec.stdin ?? 'ignore',
      spec.stdout === 'line' ? 'pipe' : log.descriptor,
      log.descriptor,
    ],
    windowsHide: true,
    ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
  });
  const { pid } = child;
  // Told before anything is awaited: should the harness die now, the guard knows the child.
  if (pid !== undefined) spec.guard?.addGroup(pid);
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    if (pid === undefined) throw new Error('it has no process id');
  } catch (cause) {
    log.close();
    const reason = cause instanceof Error ? cause.message : String(cause);
    const details = { name: spec.name, reason, log: log.path };
    throw liveError('LIVE_PROCESS_NOT_STARTED', details, { cause });
  }
  return supervise(spec, child, pid, log);
}

function supervise(
  spec: ProcessSpec,
  child: ChildProcess,
  pid: number,
  log: LogFile,
): SupervisedProcess {
  const { name } = spec;
  let isRunning = true;
  let isExpected = spec.endsByItself === true;

  // Signals can fail to be sent and stdin can break; both show as the exit below.
  child.on('error', () => undefined);
  child.stdin?.on('error', () => undefined);

  const first = keepFirstLine(child, log);
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once('exit', (code, signal) => {
      isRunning = false;
      // What the leader left behind in its group goes with it.
      signalGroup(pid, 'SIGKILL');
      spec.guard?.removeGroup(pid);
      const exit = { code, signal, isExpected };
      void flushed(child).then(() => {
        log.close();
        resolve(exit);
        if (!exit.isExpected) spec.onDeath?.(died(exit));
      });
    });
  });

  const lastLines = (): string => log.tail().join('\n') || '(nothing)';
  const died = ({ code, signal }: ProcessExit) =>
    liveError('LIVE_PROCESS_DIED', {
      name,
      how: signal === null ? `exit code ${code}` : `signal ${signal}`,
      lines: lastLines(),
      log: log.path,
    });

  const kill = async (): Promise<void> => {
    const deadlineMs = spec.killDeadlineMs ?? KILL_DEADLINE_MS;
    isExpected = true;
    if (isRunning) signalGroup(pid, 'SIGKILL');
    if ((await within(exited, { deadlineMs })) !== undefined) return;
    throw liveError('LIVE_PROCESS_UNSTOPPABLE', { name, pid, deadlineMs });
  };

  const stop = async ({ graceMs = GRACE_MS }: { readonly graceMs?: number } = {}) => {
    isExpected = true;
    if (isRunning) {
      // A stopped process would not see the SIGTERM.
      signalGroup(pid, 'SIGCONT');
      signalGroup(pid, 'SIGTERM');
      await within(exited, { deadlineMs: graceMs });
    }
    await kill();
  };

  const firstLine = async (wait: Wait): Promise<string> => {
    const ended = exited.then((exit) => ({ exit }));
    const seen = await within(Promise.race([first, ended]), wait);
    if (typeof seen === 'string') return seen;
    if (seen !== undefined) throw died(seen.exit);
    const details = { name, deadlineMs: wait.deadlineMs, lines: lastLines(), log: log.path };
    throw liveError('LIVE_PROCESS_NOT_READY', details);
  };

  return {
    name,
    pid,
    logPath: log.path,
    stdin: child.stdin,
    isRunning: () => isRunning,
    exited,
    tail: (lines) => log.tail(lines),
    firstLine,
    stop,
    kill,
    interrupt: () => void (isRunning && signalGroup(pid, 'SIGINT')),
    pause: () => void (isRunning && signalGroup(pid, 'SIGSTOP')),
    resume: () => void (isRunning && signalGroup(pid, 'SIGCONT')),
    expectExit: () => {
      isExpected = true;
    },
    [Symbol.asyncDispose]: () => stop(),
  };
}

/** Never settles when stdout ends without a line: the exit is what counts then. */
function keepFirstLine(child: ChildProcess, log: LogFile): Promise<string> {
  return new Promise((resolve) => {
    if (child.stdout === null) return;
    let isFirst = true;
    createInterface({ input: child.stdout }).on('line', (line) => {
      // The first line is for us, and may carry credentials: a log must not.
      if (isFirst) resolve(line);
      else log.append(`${line}\n`);
      isFirst = false;
    });
  });
}

async function flushed(child: ChildProcess): Promise<void> {
  const { stdout } = child;
  if (stdout === null || stdout.closed) return;
  await within(new Promise<void>((resolve) => stdout.once('close', () => resolve())), {
    deadlineMs: FLUSH_MS,
  });
}
