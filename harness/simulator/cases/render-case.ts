import { isDeepStrictEqual } from 'node:util';
import { stringify } from 'yaml';
import { POLICIES } from '../../../scenarios/policies/registry.ts';
import type { Policy } from '../../core/policy.ts';
import type { Scenario, ScheduledFault } from '../../core/scenario.ts';
import type { Case } from './case.ts';

/** A case of another version is refused, so that no old file is played as something else. */
export const CASE_VERSION = 1;

/**
 * The file of a case. The scenario is written whole, because a case has to go as it did when the
 * catalogue has moved on; a policy of the registry by its name, because a case asks how that policy
 * does today.
 */
export function renderCase({ name, run, expected, story, replayCommand }: Case): string {
  const { policy, ...scenario } = run.scenario;
  const document = {
    version: CASE_VERSION,
    name,
    scenario: renderScenario(scenario),
    policy: policyOf(policy),
    ...(run.target === undefined ? {} : { target: run.target }),
    seed: run.seed,
    ...(run.orders === null ? {} : { orders: run.orders }),
    ...(run.arrivals === null ? {} : { arrivals: run.arrivals }),
    expect: expected,
    replay: replayCommand,
    story: `${story.trimEnd()}\n`,
  };
  return `# ${replayCommand}\n${stringify(document, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}

/** A scenario file, as `paydrill run` takes it. */
export function renderScenarioFile({ policy, ...scenario }: Scenario, comment: string): string {
  const document = { ...renderScenario(scenario), policy: policyOf(policy) };
  return `# ${comment}\n${stringify(document, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}

/** Without what is empty; values that a default might change one day are written out. */
function renderScenario(scenario: Omit<Scenario, 'policy'>): Readonly<Record<string, unknown>> {
  return withoutEmpty({ ...scenario, faults: scenario.faults.map(renderFault) });
}

const renderFault = (fault: ScheduledFault): Readonly<Record<string, unknown>> =>
  withoutEmpty({ ...fault });

function withoutEmpty(
  record: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => !isEmpty(value)));
}

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

function policyOf(policy: Policy): string | Policy {
  const known = Object.values(POLICIES).find(({ name }) => name === policy.name);
  return known !== undefined && isDeepStrictEqual(known, policy) ? policy.name : policy;
}
