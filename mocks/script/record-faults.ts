import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Clock } from '../kernel/clock.ts';
import type { Gateway } from '../kernel/gateway.ts';
import { scriptError } from './errors.ts';
import {
  renderFaultScript,
  SCRIPT_VERSION,
  type FaultScript,
  type ScriptStep,
} from './fault-script.ts';

/** More than this is no script that somebody found by hand: later steps are not noted. */
const MOST_STEPS = 10_000;

export interface FaultRecorder extends Disposable {
  /** What was done until now. */
  script(): FaultScript;
}

export interface RecorderSettings {
  readonly gateways: readonly Gateway[];
  readonly clock: Pick<Clock, 'now'>;
  /** Where the script is written after each step; null: nowhere. */
  readonly path: string | null;
  /** A later write failed. The first one throws. */
  onError(error: unknown): void;
}

/**
 * Notes every fault that is armed or cleared, by whatever way.
 *
 * @throws SCRIPT_UNWRITABLE
 */
export function recordFaults({ gateways, clock, path, onError }: RecorderSettings): FaultRecorder {
  const startMs = clock.now();
  const steps: ScriptStep[] = [];
  const script = (): FaultScript => ({
    faultScript: SCRIPT_VERSION,
    endsAtMs: Math.max(steps.at(-1)?.atMs ?? 0, Math.round(clock.now() - startMs)),
    steps: [...steps],
  });
  const write = (): void => {
    if (path !== null) writeScript(path, script());
  };
  const note = (step: (atMs: number) => ScriptStep): void => {
    if (steps.length === MOST_STEPS) return;
    steps.push(step(Math.round(clock.now() - startMs)));
    try {
      write();
    } catch (error) {
      onError(error);
    }
  };
  write();
  const stops = gateways.map((gateway) =>
    gateway.faults.onChange(({ kind, fault }) => {
      const about = { gateway: gateway.name, name: fault.name };
      if (kind === 'cleared') return note((atMs) => ({ atMs, clear: about }));
      const { definition, options, share, operations, selection } = fault;
      const armed = { fault: definition.name, options: { ...options }, share, ...selection };
      note((atMs) => ({ atMs, arm: { ...about, ...armed, operations: [...operations] } }));
    }),
  );
  return {
    script,
    [Symbol.dispose]() {
      for (const stop of stops) stop();
      try {
        write();
      } catch (error) {
        onError(error);
      }
    },
  };
}

/** Whole or not at all. */
function writeScript(path: string, script: FaultScript): void {
  const draft = `${path}.${randomBytes(4).toString('hex')}.draft`;
  try {
    writeFileSync(draft, renderFaultScript(script));
    renameSync(draft, path);
  } catch (cause) {
    discard(draft);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw scriptError('SCRIPT_UNWRITABLE', { path, reason }, { cause });
  }
}

function discard(draft: string): void {
  try {
    rmSync(draft, { force: true });
  } catch {
    // Where it could not be written it can not be removed either.
  }
}
