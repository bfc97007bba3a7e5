import { setTimeout as sleep } from 'node:timers/promises';
import type { PaydrillError } from '../../core/errors.ts';
import { textOf } from '../../drill/serving/send-request.ts';
import { liveError } from '../errors.ts';
import { sendByHttp } from '../../drill/serving/send-by-http.ts';
import type { SupervisedProcess } from './process-spec.ts';

const EVERY_MS = 1_000;
/** One that is far too busy may take seconds for each answer; asked anew meanwhile, it would never give one. */
const ASK_MS = 10_000;
/** The first question may have been lost to a stall of the harness itself. */
const AGAIN_MS = 2_000;

export interface PulseOptions {
  /** What runs now: a timeline may have started another one. */
  readonly process: () => Pick<SupervisedProcess, 'name' | 'logPath' | 'tail'>;
  /** Any answer is a sign of life, whatever its status. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** False while nobody expects an answer: it was paused or ended on purpose. */
  readonly isAwaited: () => boolean;
  /** When it gave somebody else a sign of life last, by `performance.now()`. */
  readonly lastHeardMs?: () => number;
  /** Told once. */
  readonly onSilence: (error: PaydrillError) => void;
  readonly everyMs?: number;
  readonly askMs?: number;
}

/** Watches whether a process that is alive still answers. Disposing it stops that. */
export interface Pulse extends AsyncDisposable {
  /** Until it answers again. */
  readonly isSilent: boolean;
}

/**
 * Asks a process once a second. One that is paused from outside, or hangs, has not died: its sockets
 * still take connections, and whoever waits for it would wait for each of their own deadlines.
 */
export function watchPulse(options: PulseOptions): Pulse {
  const { isAwaited, lastHeardMs, everyMs = EVERY_MS, askMs = ASK_MS } = options;
  const over = new AbortController();
  let isSilent = false;
  let isTold = false;

  const isHeard = async (): Promise<boolean> => {
    const askedMs = performance.now();
    for (const deadlineMs of [askMs, Math.min(askMs, AGAIN_MS)]) {
      if (await answers(options, deadlineMs, over.signal)) return true;
    }
    // It may have been paused while it was asked, or have been too busy with others.
    return !isAwaited() || (lastHeardMs?.() ?? Number.NEGATIVE_INFINITY) > askedMs;
  };
  const watch = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const next = sleep(everyMs, undefined, { signal: over.signal }).catch(() => undefined);
      isSilent = isAwaited() && !(await isHeard());
      if (isSilent && !isTold) {
        isTold = true;
        options.onSilence(silenceOf(options, askMs));
      }
      await next;
    }
  };
  const watched = watch();
  return {
    get isSilent() {
      return isSilent;
    },
    [Symbol.asyncDispose]: async () => {
      over.abort();
      await watched;
    },
  };
}

function silenceOf({ process }: PulseOptions, silentMs: number): PaydrillError {
  const { name, logPath, tail } = process();
  const lines = tail().join('\n') || '(nothing)';
  return liveError('LIVE_PROCESS_SILENT', { name, silentMs, lines, log: logPath });
}

/** A refused connection is an answer of the kernel: whether the process is alive, others tell. */
async function answers(
  { url, headers = {} }: PulseOptions,
  askMs: number,
  over: AbortSignal,
): Promise<boolean> {
  const deadline = AbortSignal.timeout(askMs);
  try {
    const signal = AbortSignal.any([deadline, over]);
    await textOf((await sendByHttp(url, { headers, signal })).body);
    return true;
  } catch {
    return !deadline.aborted;
  }
}
