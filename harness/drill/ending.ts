import { PaydrillError } from '../core/errors.ts';
import type { VerdictReason } from '../core/verdict.ts';
import { drillError } from './errors.ts';

/** Why a run was asked to end early. `interrupt` (Ctrl-C) doesn't wait for the drain. */
export interface StopRequest {
  readonly kind: 'abort' | 'interrupt';
  readonly message: string;
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
      const { kind, message } = parseStopRequest(stop.reason);
      const isHasty = kind === 'interrupt';
      const reason = { code: isHasty ? 'INTERRUPTED' : 'ABORTED', message };
      resolve({ kind: 'stopped', reason, isHasty });
    };
    if (stop.aborted) settle();
    else stop.addEventListener('abort', settle, { once: true, signal: over });
  });
}

/** An abort still drains, so that what it judges is at rest; only Ctrl-C doesn't wait. */
export const isInterrupted = (stop: AbortSignal): boolean =>
  stop.aborted && parseStopRequest(stop.reason).kind === 'interrupt';

function parseStopRequest(reason: unknown): StopRequest {
  if (typeof reason === 'object' && reason !== null && 'kind' in reason && 'message' in reason) {
    return {
      kind: reason.kind === 'interrupt' ? 'interrupt' : 'abort',
      message: String(reason.message),
    };
  }
  return { kind: 'abort', message: 'the run was asked to stop' };
}

/** The rig broke while something was done to it: whatever was thrown becomes a reason. */
export function brokenBy(cause: unknown, doing: string): Extract<Ending, { kind: 'broken' }> {
  return { kind: 'broken', reason: reasonFor(cause, doing) };
}

export function reasonFor(cause: unknown, doing: string): VerdictReason {
  if (cause instanceof PaydrillError) {
    return { code: cause.code, message: `${cause.message} ${cause.hint}` };
  }
  const detail = cause instanceof Error ? cause.message : String(cause);
  const { code, message, hint } = drillError('DRILL_RIG_FAILED', { doing, detail }, { cause });
  return { code, message: `${message} ${hint}` };
}
