import { findFault, parseFaultOptions } from '../../mocks/faults/index.ts';
import type { Scenario, ScheduledFault } from '../core/scenario.ts';
import { withRate, withScale } from './adjust-scenario.ts';
import { checkScenario } from './check-scenario.ts';
import { configError } from './errors.ts';
import { deepFreeze } from './deep-freeze.ts';
import { parseInput } from './parse-input.ts';
import { refuseSecrets } from './refuse-secrets.ts';
import { resolvePolicy } from './resolve-policy.ts';
import { SCENARIO_SCHEMA } from './scenario-schema.ts';
import { applySet } from './set-path.ts';

/** What the command line may change about a scenario. */
export interface ScenarioChanges {
  /** A name, or an inline policy. */
  readonly policy?: unknown;
  /** `path=value`, applied in order. */
  readonly set?: readonly string[];
  /** Text is refused; it is taken so that the refusal can repeat it. */
  readonly ratePerSecond?: number | string;
  readonly scale?: number | string;
}

/**
 * Turns what a user wrote into a scenario that is total, frozen and checked. Changes are applied in
 * the order policy, set, rate, scale.
 *
 * @throws an error of CONFIG_ERRORS or of FAULT_ERRORS, exit code 2
 */
export function resolveScenario(input: unknown, changes: ScenarioChanges = {}): Scenario {
  refuseSecrets(changes.set ?? [], '--set');
  const written = (changes.set ?? []).reduce(applySet, withPolicy(input, changes.policy));
  refuseSecrets(written, 'scenario');
  const parsed = parseInput(SCENARIO_SCHEMA, written, { what: 'scenario' });
  const resolved: Scenario = {
    ...parsed,
    policy: resolvePolicy(parsed.policy),
    faults: parsed.faults.map(resolveFaultOptions),
  };
  const scenario = withChanges(resolved, changes);
  checkScenario(scenario);
  return deepFreeze(scenario);
}

function withPolicy(input: unknown, policy: unknown): unknown {
  if (policy === undefined || typeof input !== 'object' || input === null) return input;
  return { ...input, policy };
}

function resolveFaultOptions(fault: ScheduledFault): ScheduledFault {
  if (fault.layer !== 'gateway') return fault;
  return { ...fault, options: { ...parseFaultOptions(findFault(fault.fault), fault.options) } };
}

function withChanges(scenario: Scenario, changes: ScenarioChanges): Scenario {
  const ratePerSecond = parseNumber('--rate', changes.ratePerSecond, 0.1, 5_000);
  const scale = parseNumber('--scale', changes.scale, 0.01, 100);
  const rated = ratePerSecond === undefined ? scenario : withRate(scenario, ratePerSecond);
  return scale === undefined ? rated : withScale(rated, scale);
}

function parseNumber(
  where: string,
  given: number | string | undefined,
  low: number,
  high: number,
): number | undefined {
  if (given === undefined) return undefined;
  if (typeof given === 'number' && given >= low && given <= high) return given;
  const rule = `must be a number from ${low} to ${high}`;
  const got = typeof given === 'string' ? JSON.stringify(given) : given;
  throw configError('CONFIG_INVALID_VALUE', { where, rule, got });
}
