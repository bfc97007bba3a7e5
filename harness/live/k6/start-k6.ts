import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientEvent } from '../../core/events.ts';
import type { PaydrillError } from '../../core/errors.ts';
import type { SharedTexts } from '../../drill/serving/shared-texts.ts';
import { liveError } from '../errors.ts';
import {
  findFreePort,
  poll,
  startProcess,
  within,
  type ProcessExit,
  type ProcessGuard,
  type SupervisedProcess,
  type Wait,
} from '../processes/index.ts';
import { createGate } from './gate.ts';
import { parseClientEventLine } from './client-event-line.ts';
import { exitReasonOf, isWholeEnd, type K6ExitReason } from './exit-reason.ts';
import { k6Arguments, k6Environment } from './k6-command.ts';
import { createK6Rest, type K6Rest, type LiveFigures } from './rest.ts';
import { tailLines } from './tail-lines.ts';

const ASK_MS = 5_000;
const STOP_GRACE_MS = 5_000;

export interface K6Options extends Wait {
  readonly binary: { readonly path: string };
  /** What {@link bundleScript} made. */
  readonly bundle: string;
  /** Absolute path of the plan that the script reads. */
  readonly planFile: string;
  /** For the console file and k6's configuration. */
  readonly workDirectory: string;
  readonly logDirectory: string;
  readonly guard?: ProcessGuard;
  /**
   * Every client event as it is written, numbered and counted from the zero of time. None is told
   * before release() has given that, though k6 may write some while it is on its way.
   */
  readonly onEvent: (event: ClientEvent) => void;
  /** What events name again is kept once. */
  readonly texts?: SharedTexts;
  /** Other lines of the script's console. */
  readonly onNote?: (line: string) => void;
  /** Its environment is made from this; the harness's own by default. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** How the load ended, once every event line was told. */
export interface K6End {
  readonly reason: K6ExitReason;
  readonly exitCode: number | null;
  /** LIVE_K6_ENDED when it ended though nobody stopped it and it was not done. */
  readonly error: PaydrillError | null;
  /** Client events that were told. */
  readonly events: number;
  /** A line that was cut in the middle, as a killed k6 leaves it. */
  readonly partialLine: string | null;
}

/** An initialised k6. Disposing it stops it. */
export interface RunningK6 extends AsyncDisposable {
  readonly process: SupervisedProcess;
  /** Of its REST API, which answers as long as it runs. */
  readonly statusUrl: string;
  /**
   * Lets the paused k6 run. Gives the zero of time in epoch milliseconds, with the uncertainty of
   * the request that released it (half its duration, either way).
   */
  release(wait?: Wait): Promise<{ readonly epochMs: number; readonly uncertaintyMs: number }>;
  figures(wait?: Wait): Promise<LiveFigures>;
  /** Over REST, then SIGINT, then SIGKILL. Returns when it has ended. */
  stop(options?: { readonly graceMs?: number }): Promise<void>;
  readonly ended: Promise<K6End>;
}

/**
 * Starts k6 and waits until it is initialised and paused. Throws LIVE_K6_ENDED or
 * LIVE_K6_NOT_PAUSED with its last lines; nothing is left running then.
 */
export async function startK6(options: K6Options): Promise<RunningK6> {
  const { workDirectory } = options;
  await mkdir(workDirectory, { recursive: true });
  const consoleFile = join(workDirectory, 'k6-console.ndjson');
  const configFile = join(workDirectory, 'k6-config.json');
  await writeFile(configFile, '{}');
  // k6 appends, so an old file would be read as this run's.
  await writeFile(consoleFile, '');
  const restPort = await findFreePort();

  const child = await startProcess({
    name: 'k6',
    command: options.binary.path,
    args: k6Arguments({ ...options, restPort, consoleFile, configFile }),
    env: k6Environment(options.environment ?? process.env),
    cwd: workDirectory,
    logDirectory: options.logDirectory,
    endsByItself: true,
    ...(options.guard === undefined ? {} : { guard: options.guard }),
  });
  const rest = createK6Rest(`http://127.0.0.1:${restPort}`);
  const control = await follow(child, rest, consoleFile, options);
  try {
    await untilPaused(control, rest, options);
    return control;
  } catch (error) {
    await child.kill();
    await control.ended;
    throw error;
  }
}

async function follow(
  child: SupervisedProcess,
  rest: K6Rest,
  consoleFile: string,
  { onEvent, onNote, texts }: K6Options,
): Promise<RunningK6> {
  let isStopping = false;
  let events = 0;
  let zeroEpochMs = 0;
  const gate = createGate((line: string) => {
    const event = parseClientEventLine(line, events, zeroEpochMs, texts);
    if (event === null) {
      onNote?.(line);
      return;
    }
    events += 1;
    onEvent(event);
  });
  const tail = await tailLines(consoleFile, (line) => gate.pass(line));

  const endOf = async (exit: ProcessExit): Promise<K6End> => {
    const { partialLine } = await tail.finish();
    await gate.open();
    const { reason, text } = exitReasonOf(exit.code, exit.signal);
    const lines = child.tail().join('\n') || '(nothing)';
    const error =
      isStopping || isWholeEnd(reason)
        ? null
        : liveError('LIVE_K6_ENDED', { reason: text, lines, log: child.logPath });
    return { reason, exitCode: exit.code, error, events, partialLine };
  };
  const ended = child.exited.then(endOf);

  const stop = async ({ graceMs = STOP_GRACE_MS }: { readonly graceMs?: number } = {}) => {
    isStopping = true;
    const wait = { deadlineMs: graceMs };
    // Whoever paused it: it must hear what follows.
    child.resume();
    // 1. Asked over REST, k6 interrupts its iterations and still writes its summary.
    await within(rest.stop(wait), wait).catch(() => undefined);
    if ((await within(child.exited, wait)) === undefined) {
      // 2. So it does on the first SIGINT. (A second one would end it at once.)
      child.interrupt();
      await within(child.exited, wait);
    }
    await child.kill();
    await ended;
  };

  return {
    process: child,
    statusUrl: rest.statusUrl,
    release: async (wait = { deadlineMs: ASK_MS }) => {
      const before = Date.now();
      await rest.unpause(wait);
      const after = Date.now();
      // Whole, so that every time counted from it stays whole too: half a million fractions take
      // twice the memory of as many integers.
      zeroEpochMs = Math.round((before + after) / 2);
      void gate.open();
      return { epochMs: zeroEpochMs, uncertaintyMs: (after - before) / 2 };
    },
    figures: (wait = { deadlineMs: ASK_MS }) => rest.figures(wait),
    stop,
    ended,
    [Symbol.asyncDispose]: () => stop(),
  };
}

async function untilPaused(control: RunningK6, rest: K6Rest, options: K6Options): Promise<void> {
  const { deadlineMs, signal } = options;
  const { process: child } = control;
  const isPaused = await poll(
    async () => {
      if (!child.isRunning()) return false;
      try {
        const wait = { deadlineMs: ASK_MS, signal };
        return (await rest.isPausedBeforeRun(wait)) || undefined;
      } catch {
        // Not listening yet.
        signal?.throwIfAborted();
        return undefined;
      }
    },
    { deadlineMs, signal },
  );
  if (isPaused === true && child.isRunning()) return;
  const lines = child.tail().join('\n') || '(nothing)';
  if (isPaused === undefined) {
    throw liveError('LIVE_K6_NOT_PAUSED', { deadlineMs, lines, log: child.logPath });
  }
  const { reason, exitCode, error } = await control.ended;
  const text = `${reason}, exit code ${exitCode}`;
  throw error ?? liveError('LIVE_K6_ENDED', { reason: text, lines, log: child.logPath });
}
