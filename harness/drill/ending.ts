import { PaydrillError } from '../core/errors.ts';
import type { VerdictReason } from '../core/verdict.ts';
import { drillError } from './errors.ts';

/**
 * Why a run was asked to end early; the reason of the stop signal. `interrupt` (Ctrl-C) doesn't wait
 * for the drain. An error, because whoever waits on the signal throws it.
 */
export class StopRequest extends Error {
  override readonly name = 'StopRequest';
  readonly kind: 'abort' | 'interrupt';

  constructor(kind: 'abort' | 'interrupt', message: string) {
    super(message);
    this.kind = kind;
  }
}

/** How the load came to its end. */
export type Ending =
  | { readonly kind: 'completed' }
  | { readonly kind: 'stopped'; readonly reason: VerdictReason; readonly isHasty: boolean }
  | { readonly kind: 'broken'; readonly reason: VerdictReason };

/** Resolves when somebody asks the run to end; never when nobody does. */
export function whenStopped(stop: AbortSignal, over: AbortSignal): Promise<Ending> {
  return new Promise((resolve) => {
    const settle = (): void => {
      resolve({ kind: 'stopped', reason: stopReason(stop), isHasty: isInterrupted(stop) });
    };
    if (stop.aborted) settle();
    else stop.addEventListener('abort', settle, { once: true, signal: over });
  });
}

/** An abort still drains, so that what it judges is at rest; only Ctrl-C doesn't wait. */
export const isInterrupted = (stop: AbortSignal): boolean =>
  stop.aborted && requestOf(stop).kind === 'interrupt';

/** Why a run was stopped, for its verdict. */
export function stopReason(stop: AbortSignal): VerdictReason {
  const { kind, message } = requestOf(stop);
  return { code: kind === 'interrupt' ? 'INTERRUPTED' : 'ABORTED', message };
}

const requestOf = (stop: AbortSignal): StopRequest =>
  stop.reason instanceof StopRequest
    ? stop.reason
    : new StopRequest('abort', 'the run was asked to stop');

/** The rig broke while something was done to it: whatever was thrown becomes a reason. */
export function brokenBy(cause: unknown, doing: string): Extract<Ending, { kind: 'broken' }> {
  return { kind: 'broken', reason: reasonFor(cause, doing) };
}

export function reasonFor(cause: unknown, doing: string): VerdictReason {
  if (cause instanceof PaydrillError) {
    return reasonOf(cause);
  }
  const detail = cause instanceof Error ? cause.message : String(cause);
  return reasonOf(drillError('DRILL_RIG_FAILED', { doing, detail }, { cause }));
}

/** A message that ends with lines of a log has its hint on a line of its own. */
export function reasonOf({ code, message, hint }: PaydrillError): VerdictReason {
  const isWhole = /[.!?]$/.test(message);
  const between = message.includes('\n') ? '\n' : isWhole ? ' ' : '. ';
  return { code, message: `${message}${between}${hint}` };
}
