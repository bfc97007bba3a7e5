import { setTimeout as sleep } from 'node:timers/promises';
import type { PaydrillError } from '../../core/errors.ts';
import { textOf } from '../../drill/serving/send-request.ts';
import { liveError } from '../errors.ts';
import { sendByHttp } from '../../drill/serving/send-by-http.ts';
import type { SupervisedProcess } from './process-spec.ts';

const EVERY_MS = 1_000;
const ASK_MS = 2_000;
/** So many questions in a row without an answer. One alone may be the harness's own stall. */
const MOST_UNANSWERED = 4;

export interface PulseOptions {
  /** What runs now: a timeline may have started another one. */
  readonly process: () => Pick<SupervisedProcess, 'name' | 'logPath' | 'tail'>;
  /** Any answer is a sign of life, whatever its status. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** False while nobody expects an answer: it was paused or ended on purpose. */
  readonly isAwaited: () => boolean;
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
  const { process, isAwaited, onSilence, everyMs = EVERY_MS, askMs = ASK_MS } = options;
  const over = new AbortController();
  let unanswered = 0;
  let isTold = false;

  const watch = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const next = sleep(everyMs, undefined, { signal: over.signal }).catch(() => undefined);
      if (isAwaited()) {
        const isHeard = await answers(options, askMs, over.signal);
        // It may have been paused while it was asked.
        unanswered = isHeard || !isAwaited() ? 0 : unanswered + 1;
      }
      if (unanswered >= MOST_UNANSWERED && !isTold) {
        isTold = true;
        const { name, logPath, tail } = process();
        const lines = tail().join('\n') || '(nothing)';
        const silentMs = MOST_UNANSWERED * askMs;
        onSilence(liveError('LIVE_PROCESS_SILENT', { name, silentMs, lines, log: logPath }));
      }
      await next;
    }
  };
  const watched = watch();
  return {
    get isSilent() {
      return unanswered >= MOST_UNANSWERED;
    },
    [Symbol.asyncDispose]: async () => {
      over.abort();
      await watched;
    },
  };
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
