import { findFault, parseFaultOptions, pickSelection } from '../faults/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Gateway } from '../kernel/gateway.ts';
import type { FaultScript, ScriptStep } from './fault-script.ts';

export interface Replay {
  readonly steps: number;
  /** Steps about gateways that do not run here: left out. */
  readonly skipped: number;
  /** Resolves when all is played, rejects when the signal is aborted. */
  readonly ended: Promise<void>;
}

/**
 * Plays a script on the gateways' clock: where that is moved, the script moves with it, and steps
 * that were passed over are played at once, in order.
 */
export function replayFaults(
  script: FaultScript,
  gateways: readonly Gateway[],
  clock: Clock,
  signal: AbortSignal,
): Replay {
  const byName = new Map<string, Gateway>(gateways.map((gateway) => [gateway.name, gateway]));
  const known = script.steps.filter((step) => byName.has(gatewayOf(step)));
  const startMs = clock.now();
  const play = async (): Promise<void> => {
    for (const step of known) {
      const waitMs = startMs + step.atMs - clock.now();
      if (waitMs > 0) await clock.sleep(waitMs, signal);
      signal.throwIfAborted();
      const gateway = byName.get(gatewayOf(step));
      if (gateway !== undefined) playStep(step, gateway);
    }
  };
  return { steps: known.length, skipped: script.steps.length - known.length, ended: play() };
}

function playStep(step: ScriptStep, { faults }: Gateway): void {
  if ('clear' in step) {
    faults.clear(step.clear.name);
    return;
  }
  const { name, fault, options, share, operations } = step.arm;
  const definition = findFault(fault);
  const parsed = parseFaultOptions(definition, options);
  const selection = pickSelection(step.arm);
  faults.arm({ name, definition, options: parsed, share, operations, selection, leaseMs: null });
}

const gatewayOf = (step: ScriptStep): string =>
  'arm' in step ? step.arm.gateway : step.clear.gateway;
