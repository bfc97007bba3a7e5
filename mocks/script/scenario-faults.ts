import type { GatewayName } from '../../harness/core/outcome.ts';
import type { FaultScript, ScriptedFault } from './fault-script.ts';

/** A fault of a scenario's timeline, as its file has it. */
export interface ScenarioFault extends ScriptedFault {
  readonly layer: 'gateway';
  /** From the start of the fault phase. */
  readonly atMs: number;
  readonly durationMs: number;
}

/**
 * A script as the `faults:` of a scenario: from each arming to the clearing, or to the end of the
 * script. A scenario wants every name once, so later ones get a number.
 */
export function scenarioFaultsOf({ steps, endsAtMs }: FaultScript): readonly ScenarioFault[] {
  const names = new Set<string>();
  const faults: ScenarioFault[] = [];
  steps.forEach((step, index) => {
    if (!('arm' in step)) return;
    const { gateway, name } = step.arm;
    const untilMs = endOf(steps.slice(index + 1), gateway, name) ?? endsAtMs;
    const atMs = Math.round(step.atMs);
    // What was cleared at once still happened: a scenario has no faults without a duration.
    const durationMs = Math.max(1, Math.round(untilMs) - atMs);
    const unique = uniqueName(name, names);
    faults.push({ ...step.arm, layer: 'gateway', name: unique, atMs, durationMs });
  });
  return faults;
}

function endOf(later: FaultScript['steps'], gateway: GatewayName, name: string): number | null {
  const end = later.find((step) => {
    const about = 'arm' in step ? step.arm : step.clear;
    return about.gateway === gateway && about.name === name;
  });
  return end?.atMs ?? null;
}

function uniqueName(name: string, taken: Set<string>): string {
  let unique = name;
  for (let number = 2; taken.has(unique); number += 1) unique = `${name}-${number}`;
  taken.add(unique);
  return unique;
}
